/** The page that a machine or container of the sample serves: it names itself. */
export function samplePage(name: string, greeting: string): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${escapeHtml(name)}</title></head>
  <body>
    <h1>${escapeHtml(greeting)}</h1>
    <p>This is <strong>${escapeHtml(name)}</strong>.</p>
  </body>
</html>
`;
}

/** nginx without root: the same for the official image and for Debian's package, which disagree about folders. */
export const NGINX_CONFIGURATION = `worker_processes 1;
pid /tmp/nginx.pid;
error_log stderr notice;

events {
  worker_connections 256;
}

http {
  access_log off;
  client_body_temp_path /tmp/body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  server {
    listen 80;
    default_type text/html;
    root /labcloud;
    index index.html;
  }
}
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
