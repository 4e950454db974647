// Works for two seconds, then fails as programs do: with a message on stderr and an exit code.
console.log('started; looking for the database');
setTimeout(() => {
  console.error('fatal: no database at db.example:5432');
  process.exit(7);
}, 2_000);
