import { Page, Section } from '../kit/parts';
import { SettingsEditor } from '../kit/settings';
import { say } from '../kit/texts';
import { useSession } from '../session';

export function Settings() {
  const { may } = useSession();
  return (
    <Page title={say('settings.title')} lead={say('settings.lead')}>
      <Section title={say('settings.application')} hint={say('settings.hint')}><SettingsEditor at="/appManagement/configuration" mayChange={may('own')} /></Section>
    </Page>
  );
}
