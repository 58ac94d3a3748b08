export function startPracticeLms(options?: { port?: number; zips?: Buffer[] }): Promise<{ url: string; close(): Promise<void> }>;
