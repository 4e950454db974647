/* Pi as the area under 4 / (1 + x*x) between 0 and 1, in slices that the ranks share. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int rank, ranks;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const char *count = getenv("PI_SLICES");
  long slices = count ? atol(count) : 100000000;
  double mine = 0, pi = 0;
  for (long slice = rank; slice < slices; slice += ranks) {
    double x = (slice + 0.5) / slices;
    mine += 4 / (1 + x * x) / slices;
  }
  MPI_Reduce(&mine, &pi, 1, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank == 0) printf("pi is about %.10f, from %ld slices on %d ranks\n", pi, slices, ranks);
  MPI_Finalize();
  return 0;
}
