/**
 * What the page may do, in both faces: its own files only, no inline script, no eval, no frame. 'self' covers
 * the WebSocket of the same host and port. Row 7 of docs/security.md.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
