/** Apart from lib/i18n, whose dictionaries stay on the server: this page is drawn by the browser. */
export const TROUBLE = {
  fr: {
    heading: 'Cette page ne peut pas s’afficher pour l’instant',
    what: 'Un problème est survenu chez nous. Si vous avez déjà confirmé sur votre téléphone, ne payez pas une deuxième fois\u202f: ce lien gardera le résultat.',
    retry: 'Réessayer',
  },
  en: {
    heading: 'This page cannot be shown right now',
    what: 'Something went wrong on our side. If you have already confirmed on your phone, do not pay again: this link will keep the result.',
    retry: 'Try again',
  },
} as const;
