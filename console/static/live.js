// Says so when a page that refreshes by itself no longer does, and takes it back when it does again.
const stale = document.getElementById('stale');

function show(isStale) {
  if (stale !== null) stale.hidden = !isStale;
}

// The connection failed.
document.addEventListener('htmx:error', () => show(true));
// The console answered with an error, which htmx does not put into the page (noSwap in the page's head).
document.addEventListener('htmx:after:request', ({ detail }) => show(detail.ctx.response.status >= 400));
