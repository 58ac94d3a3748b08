import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../platform/config/config';
import { UnitOfWork } from '../platform/database/unit-of-work';
import type { MailMessage } from '../platform/mail/mail-message';
import { MailQueue, type QueuedMail } from '../platform/mail/mail-queue';
import { SealedTexts } from '../platform/sealed-texts';
import type { Administrator } from './administrator.entity';
import { AdministratorRepository } from './administrator.repository';

const kind = 'console-link';
const purpose = 'console-link';
/** These mails are of no application; no application can have this id. */
const ofTheInstallation = '@console';
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Mails one-time links, where there is a mail server. The link is sealed until it leaves. */
@Injectable()
export class MailConsoleLinks implements OnModuleInit {
  constructor(
    private readonly config: Config,
    private readonly unit: UnitOfWork,
    private readonly mails: MailQueue,
    private readonly administrators: AdministratorRepository,
    private readonly texts: SealedTexts,
  ) {}

  onModuleInit(): void {
    this.mails.handle(kind, { compose: (mails) => Promise.all(mails.map((mail) => this.compose(mail))) });
  }

  /** Inside the unit of work that makes the link. */
  async add({ administratorKey, email }: Pick<Administrator, 'administratorKey' | 'email'>, link: string): Promise<void> {
    if (!this.config.smtp) return;
    await this.mails.add([{ applicationId: ofTheInstallation, kind, subjectKey: administratorKey, to: email, data: { link: this.texts.seal(purpose, administratorKey, link) } }]);
  }

  private async compose({ subjectKey, to, data }: QueuedMail): Promise<MailMessage | undefined> {
    const administrator = await this.unit.run(() => this.administrators.find(subjectKey));
    const link = this.texts.open(purpose, subjectKey, String(data['link']));
    const isForPassword = link !== `${this.config.publicUrl}/console`;
    if (!administrator || !link || (isForPassword && administrator.linkHash === null)) return undefined;
    const way = `With this link you set your password for the console of Courseway at ${this.config.publicUrl}. It works once, within seven days.`;
    const intro = isForPassword ? way : `You have access to the console of Courseway at ${this.config.publicUrl}. Sign in there with ${this.config.oidc?.name ?? 'your provider'}, under this mail address.`;
    return {
      to: { name: administrator.name, address: to }, subject: 'Your access to Courseway', text: `${intro}\n\n${link}\n`,
      html: `<!doctype html><html lang="en"><body><p>${escaped(intro)}</p><p><a href="${escaped(link)}">${escaped(link)}</a></p></body></html>`,
    };
  }
}
