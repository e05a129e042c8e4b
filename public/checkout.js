/**
 * Opens a Cross checkout in a window of your page, or goes to it. How to use it: /docs#drop-in on the gateway.
 * What it tells your page is a hint, never proof: deliver on a verified webhook or after GET /api/v1/payments/{id}.
 */
(() => {
  const script = document.currentScript;
  if (!script || window.Cross) return;
  const gateway = new URL(script.src).origin;
  // Browsers inside other apps keep no second window, nor always the first one; `wv` is Android's WebView.
  const IN_APP = /FBA[NV]|FB_IAB|Instagram|WhatsApp|Line\/|MicroMessenger|TikTok|; wv\)/;
  const EVENTS = { succeeded: 'Success', failed: 'Failure', canceled: 'Failure', expired: 'Failure' };
  let open;

  /**
   * @param {Object} options `url` of a checkout or a payment link, or `payment` (an id); `mode`: 'modal' or 'redirect'; `onOpen`, `onChange`,
   *   `onSuccess`, `onFailure`, `onClose`, each called with {payment, state}; `element`: also gets them as events
   * @returns {{close: function(): void} | undefined} undefined where the payer leaves for the checkout instead
   */
  function checkout(options) {
    const url = new URL(options.url || `/pay/${encodeURIComponent(options.payment)}`, gateway);
    if (url.origin !== gateway) throw new Error(`Cross.checkout: url must begin with ${gateway}`);
    if (options.mode === 'redirect' || !/^\/(pay|l)\/\w+$/.test(url.pathname) || !canOpen())
      return leave(url.href);
    if (!open) open = show(url, options);
    return open;
  }

  /** A window needs a browser that can hold focus inside it, a page that is itself no frame, and no wish to save data. */
  function canOpen() {
    const { saveData } = navigator.connection || {};
    const dialogs = window.HTMLDialogElement && HTMLDialogElement.prototype.showModal;
    return dialogs && window.top === window && !saveData && !IN_APP.test(navigator.userAgent);
  }

  function leave(href) {
    window.top.location.href = href;
  }

  function show(url, options) {
    const english = /^en/i.test(document.documentElement.lang || navigator.language);
    const dark = matchMedia('(prefers-color-scheme:dark)').matches;
    const plain = url.href;
    url.searchParams.set('frame', location.origin);
    // A link has no payment yet; its page names it when there is one.
    let last = { payment: (/^\/pay\/(\w+)/.exec(url.pathname) || [])[1], state: undefined };
    let heard = false;
    const before = document.activeElement;
    const overflow = document.documentElement.style.overflow;

    const dialog = make('dialog', {
      'aria-label': english ? 'Payment' : 'Paiement',
      style:
        'box-sizing:border-box;width:100%;height:100%;max-width:none;max-height:none;margin:0;padding:0;border:0;display:flex;background:rgba(17,18,24,.62)',
    });
    const box = make('div', {
      style: `display:flex;flex-direction:column;width:100%;max-width:30rem;height:100%;max-height:54rem;margin:auto;overflow:hidden;${
        dark ? 'background:#111218;color:#f1eee7' : 'background:#f6f2ea;color:#17181d'
      }`,
    });
    const bar = make('div', {
      style: 'display:flex;align-items:center;font:600 15px/1.3 system-ui,sans-serif;padding-left:16px',
    });
    const host = make('span', { style: 'flex:1;min-width:0;overflow-wrap:anywhere' });
    host.textContent = url.host;
    const button = make('button', {
      type: 'button',
      'aria-label': english ? 'Close' : 'Fermer',
      style:
        'width:48px;height:48px;border:0;background:none;color:inherit;font:28px/1 system-ui,sans-serif;cursor:pointer',
    });
    button.textContent = '\u00d7';
    const frame = make('iframe', {
      src: url.href,
      title: english ? 'Payment' : 'Paiement',
      style: 'flex:1;width:100%;border:0',
    });

    function tell(name) {
      if (options[`on${name}`]) options[`on${name}`](last);
      const detail = { detail: last, bubbles: true };
      if (options.element)
        options.element.dispatchEvent(new CustomEvent(`cross:${name.toLowerCase()}`, detail));
    }
    function hear(event) {
      const told = event.data;
      if (event.origin !== gateway || event.source !== frame.contentWindow || !told || !told.cross) return;
      if (told.cross === 'close') return close();
      last = { payment: told.payment, state: told.state };
      if (!heard) {
        heard = true;
        frame.focus();
        tell('Open');
      }
      tell('Change');
      if (EVENTS[last.state]) tell(EVENTS[last.state]);
    }
    function close() {
      if (!open) return;
      open = undefined;
      window.removeEventListener('message', hear);
      dialog.close();
      dialog.remove();
      document.documentElement.style.overflow = overflow;
      if (before instanceof HTMLElement) before.focus();
      tell('Close');
    }

    window.addEventListener('message', hear);
    button.addEventListener('click', close);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      close();
    });
    // A page that does not speak is no checkout in a window: this site is not declared, or the browser got the light page.
    frame.addEventListener('load', () => setTimeout(() => heard || !open || leave(plain), 1500));
    bar.append(host, button);
    box.append(bar, frame);
    dialog.append(box);
    document.body.append(dialog);
    document.documentElement.style.overflow = 'hidden';
    dialog.showModal();
    return { close };
  }

  function make(name, attributes) {
    const element = document.createElement(name);
    for (const key of Object.keys(attributes)) {
      // By property: a policy without 'unsafe-inline' refuses the attribute.
      if (key === 'style') element.style.cssText = attributes.style;
      else element.setAttribute(key, attributes[key]);
    }
    return element;
  }

  // <a href="https://.../pay/pay_..." or ".../l/..." data-cross-checkout>: without this script an ordinary link.
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-cross-checkout]') : null;
    const other = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || other || event.defaultPrevented || link.origin !== gateway) return;
    event.preventDefault();
    checkout({ url: link.href, mode: link.getAttribute('data-mode'), element: link });
  });

  window.Cross = { checkout };
})();
