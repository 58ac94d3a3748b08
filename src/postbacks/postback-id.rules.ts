/** The webhook-id of a message, which is also its id in the API. */
export const webhookId = (key: string): string => `msg_${key}`;

export const keyOf = (id: string): string => id.replace(/^msg_/, '');
