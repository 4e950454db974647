/* Each rank adds up its share of the numbers from 1 to SUM_TO, after SUM_SLEEP seconds; rank 0 prints the sum of all. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int rank, ranks;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const char *last = getenv("SUM_TO");
  long to = last ? atol(last) : 1000, mine = 0, sum = 0;
  for (long number = rank + 1; number <= to; number += ranks) mine += number;
  const char *seconds = getenv("SUM_SLEEP");
  if (seconds) sleep(atoi(seconds));
  const char *node = getenv("GANTRY_NODE_NAME");
  printf("rank %d of %d on %s: %ld\n", rank, ranks, node ? node : "?", mine);
  MPI_Reduce(&mine, &sum, 1, MPI_LONG, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank == 0) printf("the sum of 1 to %ld is %ld\n", to, sum);
  MPI_Finalize();
  return 0;
}
