/** Invitations as the API tells them. */
interface Common {
  id: string;
  courseId: string;
  allowLaunch: boolean;
  createDate?: string;
  updated?: string;
  expirationDate?: string;
  dueDate?: string;
  creatingUserEmail?: string;
  daysToComplete?: number;
  registrationCap?: number;
  registrationCount?: number;
  locale?: string;
  timeZone?: string;
}
export interface PrivateInvitation extends Common {
  invitationEmail: { subject?: string; body?: string };
  duplicateRegistrationOption?: string;
  sendDate?: string;
  reminders?: number[];
  sending: 'running' | 'paused' | 'cancelled';
}
export interface PublicInvitation extends Common {
  allowNewRegistrations: boolean;
  url: string;
  opensDate?: string;
  asksCode: boolean;
  allowedDomains?: string[];
}
export interface JobStatus {
  status: 'STARTED' | 'CANCELLED' | 'COMPLETE' | 'ERROR';
  errors: string[];
  errorCount?: number;
  total: number;
  processed: number;
}
export interface Recipient {
  email: string;
  url: string;
  isStarted: boolean;
  updated?: string;
  registrationId?: string;
  registrationReport?: { complete?: string; success?: string; score?: { scaled: number } };
  recipientId: string;
  firstName?: string;
  lastName?: string;
  state: string;
  error?: string;
  revoked: boolean;
  mailed?: string;
}
