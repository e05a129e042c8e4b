// What script adds to pages that work without it: a print button, and in a window of a shop's own site (public/checkout.js)
// word to that site that the page is there. In ES2015, sent as it stands but for the comments (app/page-script.ts).
(() => {
  for (const button of document.querySelectorAll('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      window.print();
    });
  }
  const site = document.querySelector('main').getAttribute('data-frame');
  if (!site || window.parent === window) return;
  function tell(what) {
    window.parent.postMessage({ cross: what, state: 'link' }, site);
  }
  tell('state');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell('close');
  });
})();
