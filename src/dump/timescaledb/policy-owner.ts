import type { Job, Owner } from '../../catalog/model.ts';
import { quoteLiteral } from '../../sql/quote.ts';
import { newest } from './jobs.ts';

/**
 * Gives a policy that was just added another owner than its hypertable's. Up to 2.25.1 a policy stays with its owner when
 * the hypertable goes to somebody else. No function sets the owner of a job, so the catalogue is told.
 *
 * @param relationOwner owner of the hypertable or continuous aggregate, whom the policy has got
 * @param jobTable the catalogue's table of jobs
 */
export function policyOwnerStatements(job: Job, relationOwner: Owner, jobTable: string): string[] {
  if (job.form === 'job' || job.owner === relationOwner) return [];
  const owner = job.owner === null ? 'quote_ident(current_user)::regrole' : `${quoteLiteral(job.owner)}::regrole`;
  return [`UPDATE ${jobTable} SET owner = ${owner} WHERE id = (SELECT j.job_id ${newest(job)});`];
}
