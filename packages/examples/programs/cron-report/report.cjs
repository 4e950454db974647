// What a schedule runs: says for which moment it was made, and when it began.
const { GANTRY_JOB: job, GANTRY_SCHEDULED_FOR: moment = 'no moment of the schedule' } = process.env;
console.log(`${job}: report for ${moment}, begun at ${new Date().toISOString()}`);
