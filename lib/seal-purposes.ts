/** What each sealed column is sealed for: the purpose binds a value to its row, so a copied one does not open. */
export const sealPurpose = {
  appSigningSecret: (appId: string) => `app:${appId}:signing-secret`,
  connectionCredentials: (connectionId: string) => `connection:${connectionId}:credentials`,
  connectionValue: (connectionId: string, key: string) => `connection:${connectionId}:value:${key}`,
  dialectCredentials: (id: string) => `dialect:${id}:credentials`,
  memberTotp: (memberId: string) => `member:${memberId}:totp`,
  mail: (mailId: string) => `mail:${mailId}:text`,
  webhookSecret: (endpointId: string) => `webhook-endpoint:${endpointId}:secret`,
  payerDetails: (ownerId: string) => `payer:${ownerId}:details`,
  rememberedAccount: 'payer:device:account',
  formFields: (attemptId: string) => `attempt:${attemptId}:form-fields`,
  callback: (callbackId: string) => `callback:${callbackId}:request`,
  idempotentAnswer: (appId: string, key: string) => `idempotency:${appId}:${key}:answer`,
} as const;
