// `window.open` of the Electron double: asks the app's handler first and gives null when it denies.
{
  const open = window.open.bind(window);
  window.open = (url, ...rest) => {
    const question = new XMLHttpRequest();
    question.open('GET', `/__window-open?${encodeURIComponent(String(url ?? ''))}`, false);
    question.send();
    return question.responseText === 'allow' ? open(url, ...rest) : null;
  };
}
