// Keeps a page that works without it up to date; it waits for nothing, and nothing waits for it. In ES2015, for browsers of
// 2017 on (older ones get the light page), and sent as it stands but for the comments (page-script.ts).
(() => {
  let main = document.querySelector('main[data-version]');
  const live = document.getElementById('said');
  if (!main || !live) return;
  let timer, busy, sent, offline, goesOn, guessed;
  let failures = 0;

  function told(name) {
    return main.getAttribute(`data-${name}`);
  }
  // In a window of the shop's site: that site alone hears how it stands. A hint for its page, never a proof.
  function tell(what) {
    const site = told('frame');
    if (!site || window.parent === window) return;
    const payment = location.pathname.split('/')[2];
    window.parent.postMessage({ cross: what, payment: payment, state: told('state') }, site);
  }
  tell('state');
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell('close');
  });
  // A browser that cannot draw a part anew loads the page again.
  if (!window.fetch || !window.DOMParser || !window.Promise) {
    if (told('ask'))
      setTimeout(
        () => {
          location.reload();
        },
        Math.max(told('ask'), 10000),
      );
    return;
  }
  function address() {
    const kept = location.search.match(/(lang=[a-z]+|view=[a-z]+|stay=1|frame=[^&]+)/g);
    return location.pathname + (kept ? `?${kept.join('&')}` : '');
  }
  function read(url) {
    const control = window.AbortController && new AbortController();
    const limit = setTimeout(() => {
      if (control) control.abort();
    }, 20000);
    return fetch(url, {
      cache: 'no-store',
      credentials: 'same-origin',
      signal: control ? control.signal : undefined,
    })
      .then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text();
      })
      .then(
        (text) => {
          clearTimeout(limit);
          return text;
        },
        (error) => {
          clearTimeout(limit);
          throw error;
        },
      );
  }
  function showOffline(now) {
    const line = document.getElementById('offline');
    if (line) line.hidden = !now;
    if (now !== offline) live.textContent = now && line ? line.textContent : '';
    offline = now;
  }
  // Nothing is asked while nobody looks or there is no network; coming back asks at once.
  function plan(ms) {
    clearTimeout(timer);
    if (ms && !document.hidden && navigator.onLine !== false && !sent) timer = setTimeout(ask, ms);
  }
  function ask() {
    if (busy || sent) return;
    busy = true;
    clearTimeout(timer);
    read(told('status'))
      .then((text) => {
        const status = JSON.parse(text);
        if (status.version === told('version')) return status.ask_again_ms;
        return read(address()).then(draw);
      })
      .then((ms) => {
        busy = false;
        failures = 0;
        showOffline(false);
        plan(+ms);
      })
      .catch(() => {
        busy = false;
        failures += 1;
        showOffline(true);
        plan(Math.min(30000, 2000 * 2 ** failures));
      });
  }
  function draw(text) {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const next = page.querySelector('main[data-version]');
    if (!next) throw new Error('not the page');
    // A form that left meanwhile has its own answer.
    if (sent) return 0;
    const moved = next.getAttribute('data-state') !== told('state');
    const focused = main.contains(document.activeElement) ? document.activeElement.id : '';
    if (!moved) keepTyped(next);
    document.querySelector('style').textContent = page.querySelector('style').textContent;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    // Left to the browser, an old document's refresh is lost, and one of a page without script would hold.
    for (const unread of next.querySelectorAll('noscript')) unread.remove();
    main.parentNode.replaceChild(next, main);
    main = next;
    goOn();
    if (moved) {
      tell('state');
      focusState();
    } else if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
    return told('ask');
  }
  function goOn() {
    clearTimeout(goesOn);
    if (told('leave') && !told('frame'))
      goesOn = setTimeout(() => {
        location.href = told('leave');
      }, told('leave-after') * 1000);
  }
  function keepTyped(next) {
    for (const typed of main.querySelectorAll('input[id]')) {
      const field = next.querySelector(`#${typed.id}`);
      if (field && typed.value) field.value = typed.value;
    }
    const chosen = main.querySelector('[name=operator]:checked');
    const same = chosen && next.querySelector(`[value=${chosen.value}]:enabled`);
    if (same) same.checked = true;
    if (same && main.querySelector('[data-by-hand]'))
      next.querySelector('fieldset').setAttribute('data-by-hand', '');
    const [line, nextLine] = [main, next].map((one) => one.querySelector('#likely'));
    if (line && nextLine) nextLine.parentNode.replaceChild(line, nextLine);
  }
  // The state is read out by taking focus; where the payer has to type, focus goes on to the field.
  function focusState() {
    const heading = document.getElementById('state');
    const field = main.querySelector('input[autofocus]');
    if (field && heading) live.textContent = heading.textContent;
    if (field || heading) (field || heading).focus();
  }

  // The account that a number's first digits name, until the payer's hand has chosen one. Numbers are portable, and some
  // wallets run on any: what is chosen without digits stays as well.
  function guess(field) {
    const chosen = main.querySelector('[name=operator]:checked');
    const byHand = main.querySelector('[data-by-hand]');
    if (byHand || (chosen && !chosen.hasAttribute('data-prefix'))) return;
    const typed = field.value.replace(/\D/g, '').replace(/^00/, '');
    const dial = field.getAttribute('data-dial');
    const digits = typed.indexOf(dial) === 0 ? typed.slice(dial.length) : typed;
    const line = document.getElementById('likely');
    if (line && !line.hidden) guessed = chosen;
    let named = null;
    for (const one of main.querySelectorAll('[data-prefix]:enabled'))
      for (const prefix of one.getAttribute('data-prefix').split(' '))
        if (digits.indexOf(prefix) === 0 || digits.indexOf(`0${prefix}`) === 0) named = one;
    if (named === chosen || (!named && !guessed)) return;
    // What followed from other digits does not follow from these.
    if (!named) chosen.checked = false;
    else named.checked = true;
    guessed = named;
    sayGuess();
  }
  function sayGuess() {
    const line = document.getElementById('likely');
    if (!line) return;
    line.hidden = !guessed;
    line.textContent = guessed
      ? line.getAttribute('data-text').replace('{op}', guessed.parentNode.querySelector('b').textContent)
      : '';
    live.textContent = line.textContent;
  }
  document.addEventListener('input', (event) => {
    if (event.target.id === 'phone') guess(event.target);
  });
  document.addEventListener('change', (event) => {
    if (event.target.name !== 'operator') return;
    event.target.form.querySelector('fieldset').setAttribute('data-by-hand', '');
    guessed = null;
    sayGuess();
  });

  // A form that is on its way is not sent again; the browser's back button gives it back.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-once')) return;
    if (sent || navigator.onLine === false) {
      event.preventDefault();
      if (!sent) showOffline(true);
      return;
    }
    sent = true;
    clearTimeout(timer);
    live.textContent = told('sending');
    // aria-disabled and not disabled: focus stays, and the form still carries its button.
    const button = event.submitter || form.querySelector('button');
    if (button) button.setAttribute('aria-disabled', 'true');
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    sent = false;
    live.textContent = '';
    for (const held of document.querySelectorAll('[aria-disabled]')) held.removeAttribute('aria-disabled');
    ask();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) clearTimeout(timer);
    else ask();
  });
  window.addEventListener('online', ask);
  window.addEventListener('offline', () => {
    clearTimeout(timer);
    showOffline(true);
  });
  if (navigator.onLine === false) showOffline(true);
  plan(+told('ask'));
})();
