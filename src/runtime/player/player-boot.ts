import { Injectable } from '@nestjs/common';
import { IssueFileToken } from '../../courses/issue-file-token';
import { Config } from '../../platform/config/config';
import { chooseLanguage } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { exitUrlOf } from '../exit-url.rules';
import type { SessionContents } from '../read-session';
import { rollUp } from '../scorm/roll-up.rules';
import { type SessionClaims, sessionSeconds } from '../session-token';
import type { BootData } from './boot-data.rules';

const commitIntervalMs = 10_000;

/** `Last, First` (SCORM 1.2 RTE 3.4.4.1, cmi.core.student_name). */
const nameOf = (learner: SessionContents['learner']) => [learner.lastName, learner.firstName].filter(Boolean).join(', ');

/** Puts together what a player page starts with. */
@Injectable()
export class PlayerBoot {
  constructor(
    private readonly config: Config,
    private readonly templates: Templates,
    private readonly files: IssueFileToken,
  ) {}

  of(token: string, claims: SessionClaims, contents: SessionContents, accepted: readonly string[]): BootData {
    const { session, structure, state, learner } = contents;
    const lang = chooseLanguage([session.lang, ...accepted]);
    return {
      session: { key: claims.s, epoch: claims.e, mode: claims.m },
      commitUrl: `/play/${token}/commits`,
      contentBase: `/content/${this.files.run(claims.v, sessionSeconds)}/`,
      course: structure,
      learner: { id: learner.id, name: nameOf(learner) },
      state,
      rev: contents.rev,
      progress: rollUp(structure, state),
      startActivityId: session.startActivityId ?? undefined,
      tracking: session.tracking,
      lang,
      texts: this.templates.textsOf('player', lang),
      exitUrl: exitUrlOf(session.redirectUrl, this.config.publicUrl, lang),
      shellOrigin: this.config.publicUrl,
      commitIntervalMs,
    };
  }
}
