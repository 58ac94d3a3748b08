import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { Session } from './session.entity';

@Injectable()
export class SessionRepository {
  constructor(private readonly unit: UnitOfWork) {}

  find(sessionKey: string): Promise<Session | null> {
    return this.unit.manager.findOneBy(Session, { sessionKey });
  }

  async ofLink(linkId: string): Promise<{ sessionKey: string; instanceKey: string; epoch: number } | undefined> {
    const [row] = await this.unit.query<{ session_key: string; instance_key: string; epoch: number }>('SELECT session_key, instance_key, epoch FROM sessions WHERE link_id = ?', [linkId]);
    return row && { sessionKey: row.session_key, instanceKey: row.instance_key, epoch: Number(row.epoch) };
  }

  async add(s: Session): Promise<void> {
    await this.unit.execute(
      'INSERT INTO sessions (session_key, instance_key, application_id, epoch, link_id, mode, tracking, start_activity_id, redirect_url, lang, launch_values, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [s.sessionKey, s.instanceKey, s.applicationId, s.epoch, s.linkId, s.mode, s.tracking ? 1 : 0, s.startActivityId, s.redirectUrl, s.lang, s.launchValues && JSON.stringify(s.launchValues), s.openedAt],
    );
  }

  async removeOf(instanceKeys: readonly string[]): Promise<void> {
    if (instanceKeys.length) await this.unit.manager.delete(Session, { instanceKey: In([...instanceKeys]) });
  }
}
