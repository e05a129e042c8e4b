/** What we use of the package: it brings no types of its own. */
declare module 'qrcode' {
  interface QrCodeModules {
    /** Modules in a row. */
    size: number;
    /** Row by row; 1 is dark. */
    data: Uint8Array;
  }
  const qrcode: {
    /** @throws when the text is too long for a code */
    create(
      text: string,
      options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' },
    ): { modules: QrCodeModules };
  };
  export default qrcode;
}
