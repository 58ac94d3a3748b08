export const filledFrom: number;
export function fillRegistrations(run: (sql: string) => Promise<unknown>, applicationId: string, count: number): Promise<void>;
