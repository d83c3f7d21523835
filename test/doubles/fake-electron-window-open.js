// New windows of the Electron double, by `window.open` or by a link: the app's handler is asked first, and nothing
// opens when it denies.
{
  const open = window.open.bind(window);
  window.open = (url, ...rest) => {
    const question = new XMLHttpRequest();
    question.open('GET', `/__window-open?${encodeURIComponent(String(url ?? ''))}`, false);
    question.send();
    return question.responseText === 'allow' ? open(url, ...rest) : null;
  };
  const follow = (event) => {
    const link = event.target.closest?.('a[target=_blank]');
    if (!link) return;
    event.preventDefault();
    window.open(link.href);
  };
  document.addEventListener('click', follow, true);
}
