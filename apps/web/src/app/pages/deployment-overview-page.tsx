import { OverviewTab } from '../../features/deployment/overview-tab.tsx';

export default OverviewTab;
