// The service under load for a long time: does anything grow?
#ifndef CERTPHOTO_TESTS_BENCH_LOAD_SOAK_H
#define CERTPHOTO_TESTS_BENCH_LOAD_SOAK_H

#include "clients.h"
#include "served.h"

// Four clients in a closed loop, and beside them everything that goes wrong: files that are no photos,
// deadlines that pass, callers that go away, connections that say nothing, reloads. Prints memory and
// descriptors every half minute. 0 when neither has grown: the exit code.
[[nodiscard]] int Soak(Served& served, const Requests& photos, double seconds);

#endif
