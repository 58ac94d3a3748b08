import { Page } from '../kit/parts';
import { say } from '../kit/texts';
import { DispatchList, NewDispatchButton } from './dispatch-list';

export const Dispatches = () => <Page title={say('dispatches.title')} lead={say('dispatches.lead')} acts={<NewDispatchButton />}><DispatchList /></Page>;
