import './checkout.css';
import { CalmSlip, type CalmSlipProps } from './calm-slip.tsx';

/** The calm ticket with its style, for the pages that Next draws; the payer's page brings its own (page-style.ts). */
export function CalmPage(props: CalmSlipProps) {
  return <CalmSlip {...props} />;
}
