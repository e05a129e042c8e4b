/** The guide's words, in both languages. `code` in backticks; snippets by name. */
import type { Locale } from '#lib/i18n/locale.ts';
import type { SnippetName } from './snippets.ts';

export type Words = Readonly<Record<Locale, string>>;

export type Block =
  | { kind: 'text'; words: Words }
  | { kind: 'list'; items: readonly Words[] }
  | { kind: 'snippet'; name: SnippetName }
  | { kind: 'warning'; words: Words }
  /** Tables that are made from the code: test numbers, events, errors. */
  | { kind: 'table'; of: 'endings' | 'events' | 'errors' };

export interface Section {
  id: string;
  title: Words;
  blocks: readonly Block[];
}

export const GUIDE: readonly Section[] = [
  {
    id: 'start',
    title: { fr: 'Commencer', en: 'Start' },
    blocks: [
      text(
        'Cross encaisse des paiements Mobile Money au Togo, en Côte d’Ivoire, au Cameroun et en RD Congo par une seule API. Tout se fait d’abord en mode test, avec une clé `sk_test_…` : le même code, de faux opérateurs, aucun argent.',
        'Cross takes mobile-money payments in Togo, Côte d’Ivoire, Cameroon and DR Congo through one API. Everything is done in test mode first, with a key `sk_test_…`: the same code, simulated operators, no money.',
      ),
      text(
        'Les montants sont des entiers dans la plus petite unité : `1500` vaut 1 500 F en XOF et XAF, et 15,00 en USD et CDF. Les heures sont en UTC (ISO 8601). Un membre inconnu dans une requête est refusé : une faute de frappe ne passe jamais inaperçue.',
        'Amounts are whole numbers of the smallest unit: `1500` is 1 500 F in XOF and XAF, and 15.00 in USD and CDF. Times are UTC (ISO 8601). An unknown member in a request is refused: a typing mistake never goes unseen.',
      ),
    ],
  },
  {
    id: 'authentication',
    title: { fr: 'S’authentifier', en: 'Authenticate' },
    blocks: [
      text(
        'Dans la démonstration, une clé de test est prête : `npm start` l’affiche à la ligne « Keys », et elle est dans `.data/demo.json` (`secret_key`).',
        'In the demo a test key is ready: `npm start` prints it in the line “Keys”, and it is in `.data/demo.json` (`secret_key`).',
      ),
      text(
        'Chaque requête porte la clé secrète : `Authorization: Bearer sk_test_…`. Une clé appartient à une application et à un mode, et ne voit que ceux-là. Elle ne quitte jamais votre serveur : ni page, ni application mobile, ni dépôt de code.',
        'Every request carries the secret key: `Authorization: Bearer sk_test_…`. A key belongs to one app and one mode and sees only those. It never leaves your server: no page, no mobile app, no repository.',
      ),
      text(
        'Une clé a des droits (`payments`, `payouts`, `balance`, `read`), peut expirer, et peut n’être admise que depuis vos adresses. Pour la changer, créez-en une seconde, déployez-la, puis révoquez la première : une révocation vaut en cinq secondes.',
        'A key has scopes (`payments`, `payouts`, `balance`, `read`), may expire, and may be admitted from your addresses only. To change it, make a second one, deploy it, then revoke the first: a revocation is obeyed within five seconds.',
      ),
    ],
  },
  {
    id: 'first-payment',
    title: { fr: 'Premier paiement', en: 'First payment' },
    blocks: [
      text(
        'Créez le paiement depuis votre serveur, puis envoyez le payeur à `checkout_url` : il y choisit son opérateur et tape son numéro.',
        'Create the payment from your server, then send the payer to `checkout_url`, to choose an operator and type a number.',
      ),
      { kind: 'snippet', name: 'hosted' },
      text(
        '`reference` est la vôtre, unique par application et par mode : la même ne crée jamais un second paiement (409, avec l’identifiant du premier). Pour retrouver un paiement :',
        '`reference` is your own, unique per app and mode: the same one never makes a second payment (409, with the first one’s id). To find a payment again:',
      ),
      { kind: 'snippet', name: 'read' },
      text(
        'Si vous connaissez déjà l’opérateur et le numéro, demandez directement : la réponse vient en 8 secondes au plus.',
        'When you know operator and number already, ask directly: the answer comes within 8 seconds.',
      ),
      { kind: 'snippet', name: 'direct' },
      list([
        [
          '`next_action.type = confirm_on_phone` : dites au payeur de confirmer sur son téléphone, et montrez `ussd` s’il y en a un.',
          '`next_action.type = confirm_on_phone`: tell the payer to confirm on the phone, and show `ussd` if there is one.',
        ],
        [
          '`enter_otp` : demandez le code reçu par SMS et envoyez-le à `POST /payments/{id}/authorize`.',
          '`enter_otp`: ask for the code that came by SMS and send it to `POST /payments/{id}/authorize`.',
        ],
        [
          '`redirect` : envoyez le payeur à `url`. Les opérateurs qui ont leur propre page n’ont pas besoin de `phone`.',
          '`redirect`: send the payer to `url`. Operators with a page of their own need no `phone`.',
        ],
      ]),
      {
        kind: 'warning',
        words: {
          fr: '`pending` n’est pas un échec. Une demande partie peut encore être confirmée : ne livrez pas, mais ne redemandez pas non plus. Nous interrogeons l’opérateur jusqu’à savoir.',
          en: '`pending` is not a failure. A prompt that is out may still be confirmed: do not deliver, and do not ask again either. We keep asking the operator until we know.',
        },
      },
    ],
  },
  {
    id: 'drop-in',
    title: { fr: 'Payer dans une fenêtre', en: 'Pay in a window' },
    blocks: [
      text(
        'Un lien ordinaire vers `checkout_url`, ou vers un lien de paiement, suffit, et marche partout. Avec notre script (moins de 3 ko), le même lien ouvre la page dans une fenêtre de la vôtre. Sans script, dans Facebook, WhatsApp ou Instagram, sur un vieux navigateur ou en économie de données, il mène à la page elle-même.',
        'An ordinary link to `checkout_url`, or to a payment link, is enough, and works everywhere. With our script (less than 3 kB) the same link opens the page in a window of yours. Without script, inside Facebook, WhatsApp or Instagram, on an old browser or with data saving, it leads to the page itself.',
      ),
      { kind: 'snippet', name: 'button' },
      text(
        'Ou depuis votre programme : `url` (ou `payment`, son identifiant), `mode` (`modal` ou `redirect`), `onOpen`, `onChange`, `onSuccess`, `onFailure`, `onClose`. Un lien reçoit les mêmes nouvelles comme événements `cross:open`, `cross:change`, `cross:success`, `cross:failure`, `cross:close`, avec `detail.payment` et `detail.state`. La page d’un lien de paiement dit `link`, et le paiement quand il est commencé.',
        'Or from your program: `url` (or `payment`, its id), `mode` (`modal` or `redirect`), `onOpen`, `onChange`, `onSuccess`, `onFailure`, `onClose`. A link gets the same news as the events `cross:open`, `cross:change`, `cross:success`, `cross:failure`, `cross:close`, with `detail.payment` and `detail.state`. The page of a payment link says `link`, and the payment once one is begun.',
      ),
      { kind: 'snippet', name: 'dropIn' },
      {
        kind: 'warning',
        words: {
          fr: 'Une nouvelle de la fenêtre est un indice, jamais une preuve : n’importe qui peut la fabriquer dans son navigateur. Ne livrez que sur un webhook vérifié, ou après que votre serveur a lu `GET /payments/{id}`. Un succès peut aussi suivre un échec, ou venir après la fermeture.',
          en: 'News from the window is a hint, never proof: anybody can make it up in their own browser. Deliver only on a verified webhook, or after your server has read `GET /payments/{id}`. A success may also follow a failure, or come after the window was closed.',
        },
      },
      list([
        [
          'Déclarez l’adresse de votre site dans l’application (« Origines déclarées ») : aucun autre site ne peut montrer la page dans une fenêtre. Depuis un site non déclaré, le payeur va à la page elle-même.',
          'Declare your site’s address in the app (“Declared origins”): no other site can show the page in a window. From a site that is not declared the payer goes to the page itself.',
        ],
        [
          'Un opérateur qui a sa propre page quitte la fenêtre : le payeur revient ensuite par vos adresses de retour, comme sans script.',
          'An operator with a page of its own leaves the window: the payer then comes back by your return addresses, as without script.',
        ],
        [
          'Si votre site envoie une politique de sécurité (CSP), ajoutez-y l’adresse de cette passerelle dans `script-src` et `frame-src`.',
          'If your site sends a Content-Security-Policy, add this gateway’s address to `script-src` and `frame-src`.',
        ],
      ]),
    ],
  },
  {
    id: 'idempotency',
    title: { fr: 'Répéter sans risque', en: 'Retry safely' },
    blocks: [
      text(
        'Envoyez `Idempotency-Key` (1 à 255 caractères) avec chaque POST : une nouvelle clé pour chaque demande, la même pour chaque répétition. Réseau coupé, délai dépassé, serveur redémarré : répétez, avec la même clé et le même corps. L’effet n’a lieu qu’une fois, et vous recevez la première réponse, marquée `Idempotent-Replayed: true`. Les clés sont gardées 30 jours.',
        'Send `Idempotency-Key` (1 to 255 characters) with every POST: a new key for every request, the same one for every retry. Network down, time-out, server restarted: retry with the same key and the same body. The effect happens once, and you get the first answer, marked `Idempotent-Replayed: true`. Keys are kept for 30 days.',
      ),
      list([
        [
          'La même clé avec un autre corps : 422 `idempotency_key_reused`.',
          'The same key with another body: 422 `idempotency_key_reused`.',
        ],
        [
          'La première demande est encore en cours : 409 `idempotency_key_in_use`, attendez `Retry-After` secondes.',
          'The first request is still running: 409 `idempotency_key_in_use`, wait `Retry-After` seconds.',
        ],
        [
          'Un refus qui n’a rien changé libère la clé : corrigez et renvoyez.',
          'A refusal that changed nothing frees the key: mend the request and send it again.',
        ],
      ]),
    ],
  },
  {
    id: 'webhooks',
    title: { fr: 'Recevoir les webhooks', en: 'Receive webhooks' },
    blocks: [
      text(
        'Chaque changement vous est envoyé en POST, signé selon Standard Webhooks : à vos adresses de webhook (`POST /webhook_endpoints` avec `url` et les types voulus), et à `callback_url` du paiement. Le corps est `{id, type, created_at, mode, sequence, data}`, où `data` est le paiement tel que GET le rend.',
        'Every change is posted to you, signed after Standard Webhooks: to your webhook addresses (`POST /webhook_endpoints` with `url` and the types you want), and to the payment’s `callback_url`. The body is `{id, type, created_at, mode, sequence, data}`, where `data` is the payment as GET returns it.',
      ),
      { kind: 'snippet', name: 'webhook' },
      list([
        [
          'Répondez 2xx en moins de 15 secondes, puis travaillez. Sinon nous réessayons : 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.',
          'Answer 2xx within 15 seconds, then do your work. Otherwise we try again: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.',
        ],
        [
          'Le même événement peut arriver deux fois : retenez `webhook-id`. Un `sequence` plus petit qui arrive après un plus grand est une vieille nouvelle.',
          'The same event may arrive twice: remember `webhook-id`. A lower `sequence` that comes after a higher one is old news.',
        ],
        [
          'Un succès peut venir après un échec (`late: true`) : le payeur a confirmé trop tard, l’argent est là.',
          'A success may come after a failure (`late: true`): the payer confirmed too late, the money is there.',
        ],
        ['Répondre 410 désactive l’adresse.', 'Answering 410 disables the address.'],
      ]),
      text(
        'Les adresses de webhook se gèrent dans le portail ou par `/webhook_endpoints` : essai (`/test`), envois (`/deliveries`), nouvel envoi, rejeu d’une période (`/replay`), changement de secret avec deux signatures (`/roll_secret`). Votre serveur était arrêté une semaine ? `GET /events?after=` rend tous les événements dans l’ordre : gardez `next`, rien ne manque.',
        'Webhook addresses are managed in the portal or by `/webhook_endpoints`: a test (`/test`), deliveries (`/deliveries`), delivering again, replaying a span of time (`/replay`), a new secret with two signatures meanwhile (`/roll_secret`). Was your server down for a week? `GET /events?after=` gives every event in order: keep `next`, and nothing is missing.',
      ),
      { kind: 'table', of: 'events' },
    ],
  },
  {
    id: 'return',
    title: { fr: 'Le retour à la boutique', en: 'Back to the shop' },
    blocks: [
      text(
        'À la fin, le payeur revient à `success_url`, `cancel_url` ou `failure_url` avec `payment_id`, `reference`, `status`, vos paramètres `passthrough`, `timestamp` et `signature`. Tant que le paiement est en attente, il revient à la page d’accueil de votre site, sans statut.',
        'At the end the payer comes back to `success_url`, `cancel_url` or `failure_url` with `payment_id`, `reference`, `status`, your `passthrough` parameters, `timestamp` and `signature`. While the payment is pending the payer goes to your site’s front page, without a status.',
      ),
      {
        kind: 'warning',
        words: {
          fr: 'Dites merci, mais ne croyez que le webhook ou un GET. Le payeur peut ne jamais revenir, ou revenir avant la nouvelle.',
          en: 'Show thanks, but believe only the webhook or a GET. The payer may never come back, or come back before the news.',
        },
      },
      { kind: 'snippet', name: 'comeBack' },
    ],
  },
  {
    id: 'links',
    title: { fr: 'Liens de paiement et reçus', en: 'Payment links and receipts' },
    blocks: [
      text(
        'Pas de site, ou pas pour cela ? `POST /payment_links` (ou le portail) donne une adresse `/l/…` que beaucoup peuvent payer, avec son code QR et son affiche. L’ouvrir ne crée rien, son bouton crée un paiement d’origine `link`, avec les `metadata` du lien et `payment_link`, son identifiant. Les webhooks sont les mêmes.',
        'No site, or not for this? `POST /payment_links` (or the portal) gives an address `/l/…` that many may pay, with its QR code and its poster. Opening it creates nothing; its button makes a payment of the origin `link`, with the link’s `metadata` and `payment_link`, its id. Webhooks are the same.',
      ),
      { kind: 'snippet', name: 'link' },
      text(
        '`max_uses` compte les paiements réussis. Qui commence à payer garde sa place 30 minutes, et jusqu’à la réponse une fois la demande envoyée : il ne peut donc pas commencer plus de paiements que de places. Seul l’argent arrivé en retard, après un échec ou une expiration, peut faire dépasser : il n’est jamais refusé, `uses` le montre et le paiement porte `late: true`.',
        '`max_uses` counts payments that succeeded. Whoever begins to pay keeps a place for 30 minutes, and until the answer once the request is out: so no more payments are begun than there are places. Only money that comes late, after a failure or an expiry, can exceed it: it is never refused, `uses` shows it and the payment has `late: true`.',
      ),
      text(
        'Chaque paiement réussi a un `receipt_url` : une page publique qui dit à quiconque, par exemple au livreur, où en est ce paiement maintenant. Elle ne montre que la boutique, le montant, l’heure, l’état et les deux derniers chiffres du numéro. Imprimez-la sur vos bordereaux ; une capture d’écran ne prouve rien.',
        'Every payment that succeeded has a `receipt_url`: a public page that tells anyone, a courier for example, how the payment stands now. It shows the shop, the amount, the time, the state and the last two digits of the number only. Print it on your packing slips; a screenshot proves nothing.',
      ),
    ],
  },
  {
    id: 'sandbox',
    title: { fr: 'Les numéros de test', en: 'Test numbers' },
    blocks: [
      text(
        'En mode test, les trois derniers chiffres du numéro choisissent l’histoire, chez tous les opérateurs. Tout autre numéro se confirme sur la page du téléphone simulé, `/sandbox/phone` ; si elle n’est pas ouverte pour ce numéro, il accepte de lui-même après 20 secondes.',
        'In test mode the last three digits of the number choose the story, at every operator. Any other number is confirmed on the simulated handset, `/sandbox/phone`; while that page is not open for the number, it accepts by itself after 20 seconds.',
      ),
      text(
        'Tous les prestataires ne disent pas la raison d’un échec : ce que l’un d’eux ne sait pas dire arrive avec le code `unspecified`, comme en vrai.',
        'Not every provider tells why a payment failed: what one of them cannot tell arrives with the code `unspecified`, as in real life.',
      ),
      { kind: 'table', of: 'endings' },
    ],
  },
  {
    id: 'errors',
    title: { fr: 'Les refus', en: 'Refusals' },
    blocks: [
      text(
        'Chaque refus est un `application/problem+json` (RFC 9457) : `detail` dit quoi faire, `code` est stable et fait pour votre programme, `errors` nomme chaque membre fautif. Donnez-nous `request_id` (aussi dans l’en-tête `Request-Id`) quand vous nous écrivez. Les limites de débit sont dans `RateLimit-Limit`, `RateLimit-Remaining` et `RateLimit-Reset`.',
        'Every refusal is `application/problem+json` (RFC 9457): `detail` says what to do, `code` is stable and meant for your program, `errors` names every member that is wrong. Quote `request_id` (also in the header `Request-Id`) when you write to us. Rate limits are in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`.',
      ),
      { kind: 'table', of: 'errors' },
    ],
  },
];

function text(fr: string, en: string): Block {
  return { kind: 'text', words: { fr, en } };
}

function list(items: readonly (readonly [fr: string, en: string])[]): Block {
  return { kind: 'list', items: items.map(([fr, en]) => ({ fr, en })) };
}
