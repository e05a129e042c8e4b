/** What each sealed column is sealed for: the purpose binds a value to its row, so a copied one does not open. */
export const sealPurpose = {
  appSigningSecret: (appId: string) => `app:${appId}:signing-secret`,
  connectionCredentials: (connectionId: string) => `connection:${connectionId}:credentials`,
  dialectCredentials: (id: string) => `dialect:${id}:credentials`,
  memberTotp: (memberId: string) => `member:${memberId}:totp`,
  webhookSecret: (endpointId: string) => `webhook-endpoint:${endpointId}:secret`,
  payerDetails: (ownerId: string) => `payer:${ownerId}:details`,
  callback: (callbackId: string) => `callback:${callbackId}:request`,
  idempotentAnswer: (appId: string, key: string) => `idempotency:${appId}:${key}:answer`,
} as const;
