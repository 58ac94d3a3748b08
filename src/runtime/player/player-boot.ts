import { Injectable } from '@nestjs/common';
import { IssueFileToken } from '../../courses/issue-file-token';
import { Config } from '../../platform/config/config';
import { chooseLanguage } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import { exitUrlOf } from '../exit-url.rules';
import { ReadLaunchSettings } from '../read-launch-settings';
import type { SessionContents } from '../read-session';
import { rollUp } from '../scorm/roll-up.rules';
import { rollUpRulesOf } from '../scorm/roll-up-settings.rules';
import { type SessionClaims, sessionSeconds, SessionTokens } from '../session-token';
import type { BootData } from './boot-data.rules';
import { playerSettingsOf } from './player-settings.rules';

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
    private readonly settings: ReadLaunchSettings,
    private readonly tokens: SessionTokens,
  ) {}

  /** Failures: course-unknown. */
  async of(token: string, claims: SessionClaims, contents: SessionContents, accepted: readonly string[]): Promise<BootData> {
    const { session, structure, learner } = contents;
    const { place, settingOf } = await this.settings.run(claims);
    const rules = rollUpRulesOf(settingOf, place);
    const state = { ...contents.state, rules };
    const lang = chooseLanguage([session.lang, ...accepted]);
    return {
      session: { key: claims.s, epoch: claims.e, mode: claims.m },
      commitUrl: `/play/${rules ? this.tokens.sign({ ...claims, u: rules }) : token}/commits`,
      contentBase: `/content/${this.files.run(claims.v, sessionSeconds, contents.filesRevision)}/`,
      course: structure,
      learner: { id: learner.id, name: nameOf(learner) },
      state,
      rev: contents.rev,
      progress: rollUp(structure, state),
      startActivityId: session.startActivityId ?? undefined,
      tracking: session.tracking,
      lang,
      texts: this.templates.textsOf('player', lang),
      exitUrl: exitUrlOf(session.redirectUrl || settingOf('RedirectOnExitUrl'), this.config.publicUrl, lang),
      shellOrigins: this.config.ownOrigins,
      commitIntervalMs,
      settings: playerSettingsOf(settingOf, structure.standard),
    };
  }
}
