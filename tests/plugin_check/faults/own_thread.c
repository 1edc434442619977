/* Starts a thread that stays. */
#include <pthread.h>
#include <unistd.h>

static void* wait_for_ever(void* p) {
  pause();
  return p;
}

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  static int started;
  pthread_t thread;
  if (!started++) pthread_create(&thread, NULL, wait_for_ever, NULL);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
