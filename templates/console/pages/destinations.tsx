import { path } from '../kit/api';
import { Dialog, Opens } from '../kit/dialog';
import { moment, number } from '../kit/format';
import { type Column, List } from '../kit/list';
import { Page, State, Tags } from '../kit/parts';
import { go } from '../kit/router';
import { say, sayWord } from '../kit/texts';
import { useSession } from '../session';
import { DestinationForm } from './destination-form';
import { type DestinationRow, isExpired, usedOf } from './dispatch-shapes';

const columns = (): Column<DestinationRow>[] => [
  { head: say('destinations.one'), kind: 'main', value: ({ data }) => data.name, cell: ({ id, data }) => <><a href={path`/console/destinations/${id}`}>{data.name}</a><span class="soft small id">{id}</span><Tags words={data.tags} /></> },
  { head: say('field.id'), kind: 'export', value: ({ id }) => id },
  { head: say('destination.preset'), value: ({ data }) => data.preset, cell: ({ data }) => sayWord(data.preset) },
  { head: say('dispatches.title'), kind: 'number', value: ({ data }) => data.dispatchCount, cell: ({ data }) => number(data.dispatchCount) },
  { head: say('licence.used'), kind: 'number', value: ({ data }) => data.registrationCount, cell: ({ data }) => usedOf(data.registrationCount, data.registrationCap) },
  { head: say('licence.end'), value: ({ data }) => data.expirationDate, cell: ({ data }) => isExpired(data) ? <State word="expired" /> : moment(data.expirationDate) },
  { head: say('field.updated'), value: ({ data }) => data.updated, cell: ({ data }) => moment(data.updated) },
];

export function Destinations() {
  const { may } = useSession();
  const acts = may('write') && (
    <Opens label={say('destination.new')} kind="">
      {(close) => <Dialog title={say('destination.new')} onClose={close} wide><DestinationForm onCancel={close} onDone={(id) => { close(); go(path`/console/destinations/${id}`); }} /></Dialog>}
    </Opens>
  );
  return (
    <Page title={say('destinations.title')} lead={say('destinations.lead')} acts={acts}>
      <List<DestinationRow> caption={say('destinations.title')} path="/dispatch/destinations" query={{ includeDispatchCount: 'true', orderBy: 'updated_desc' }} of="destinations" keyOf={({ id }) => id} columns={columns()}
        filter={{ label: say('destinations.find'), by: [{ value: 'destination_name', label: say('field.name') }, { value: 'destination_id', label: say('field.id') }, { value: 'tags', label: say('tags.field'), param: 'tags' }] }} empty={<p>{say('destinations.empty')}</p>} />
    </Page>
  );
}
