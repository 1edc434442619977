/* A check that behaves as its parameter `mode` says: well, or in one of the ways a process can be lost. On
 * the way it tries what a worker must not be able to do. */
#define _GNU_SOURCE
#include <certphoto/abi/plugin.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const cph_host* host;

static cph_status init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
static void deinit(void) {}

typedef struct {
  char mode[32];
} instance_t;

static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  (void)count;
  instance_t* made = calloc(1, sizeof *made);
  strncpy(made->mode, values[0].text, sizeof made->mode - 1);
  *instance = made;
  if (strcmp(made->mode, "refuse") == 0) {
    host->set_error(call, "this mode is refused");
    return CPH_E_UNSUPPORTED;
  }
  return CPH_OK;
}
static void destroy(void* instance) {
  free(instance);
}

static void* nothing(void* p) {
  return p;
}

/* How many forbidden things can be done. */
static int forbidden(void) {
  int done = 0;
  const int file = open("/tmp/certphoto-worker-was-here", O_WRONLY | O_CREAT, 0600);
  done += file >= 0;
  const int udp = socket(AF_INET, SOCK_DGRAM, 0);
  done += udp >= 0;
  done += socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
  const pid_t child = fork();
  if (child == 0) _exit(0);
  done += child > 0;
  pthread_t thread;
  done += pthread_create(&thread, NULL, nothing, NULL) == 0;
  done += unlink("/tmp/certphoto-nothing") == 0 || errno != EPERM;
  done += kill(getppid(), 0) == 0;
  char* const argv[] = {(char*)"/bin/true", NULL};
  execv(argv[0], argv); /* comes back only when it is refused */
  return done;
}

static void corrupt(void) {
  const char rubbish[] =
      "rubbish that is no message of the protocol at all, and long enough to hold a header";
  (void)!send(3, rubbish, sizeof rubbish, 0);
  struct msghdr message;
  struct iovec part = {(void*)rubbish, sizeof rubbish};
  memset(&message, 0, sizeof message);
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  (void)!sendmsg(3, &message, 0);
}

static volatile int32_t sink;
static volatile int zero = 0;

static int misbehave(const char* mode, cph_call* call, const cph_image* image) {
  if (strcmp(mode, "crash") == 0) *(volatile int*)(intptr_t)zero = 1;
  if (strcmp(mode, "abort") == 0) abort();
  if (strcmp(mode, "exit") == 0) exit(0);
  if (strcmp(mode, "kill") == 0) raise(SIGKILL);
  if (strcmp(mode, "hang") == 0)
    for (;;) sink = host->cancelled(call);
  if (strcmp(mode, "sleep") == 0) {
    const struct timespec long_time = {1000, 0};
    nanosleep(&long_time, NULL);
  }
  if (strcmp(mode, "stop") == 0)
    while (!host->cancelled(call)) sink = 0;
  if (strcmp(mode, "corrupt") == 0) corrupt();
  if (strcmp(mode, "write_input") == 0) image->pixels[0] = 1;
  if (strcmp(mode, "hog") == 0)
    for (;;) {
      char* more = malloc(16 << 20);
      if (more == NULL) {
        host->set_error(call, "out of memory");
        return CPH_E_LIMIT;
      }
      memset(more, 1, 16 << 20);
    }
  if (strcmp(mode, "hog_host") == 0)
    for (;;) {
      cph_image* more = NULL;
      const cph_status status = host->image_create(call, CPH_FORMAT_RGB8, 4000, 4000, &more);
      if (status != CPH_OK) return status;
    }
  return CPH_OK;
}

static cph_status run(void* instance, cph_call* call) {
  const char* mode = ((const instance_t*)instance)->mode;
  cph_fact photo = {sizeof photo, NULL, NULL};
  cph_status status = host->fact_get(call, "source.image/1", &photo);
  if (status != CPH_OK) return status;
  status = misbehave(mode, call, photo.image);
  if (status != CPH_OK) return status;
  cph_finding finding = {sizeof finding,
                         CPH_VERDICT_PASS,
                         "light.even",
                         0,
                         "count",
                         NAN,
                         NAN,
                         NAN,
                         NULL,
                         NULL,
                         0,
                         sizeof(cph_region),
                         NULL,
                         0,
                         sizeof(cph_note_arg)};
  finding.value = strcmp(mode, "forbidden") == 0 ? forbidden() : photo.image->pixels[0];
  return host->finding_add(call, &finding);
}

static const char* const needs[] = {"source.image/1", NULL};
static const char* const modes[] = {"good",        "refuse", "crash",    "abort",     "exit",
                                    "kill",        "hang",   "sleep",    "stop",      "corrupt",
                                    "write_input", "hog",    "hog_host", "forbidden", NULL};
static const cph_param params[] = {
    {"mode", CPH_PARAM_CHOICE, 0, 0, 0, 0, "good", modes, NULL, "What it does"}};
static const cph_rule_use rules[] = {{"light.even", NULL}};
static const cph_operation operation = {sizeof operation,
                                        CPH_KIND_CHECK,
                                        CPH_INSTANCE_SERIAL,
                                        "test.misbehaving",
                                        "Misbehaves",
                                        needs,
                                        NULL,
                                        NULL,
                                        NULL,
                                        params,
                                        1,
                                        sizeof(cph_param),
                                        rules,
                                        1,
                                        sizeof(cph_rule_use),
                                        NULL,
                                        0,
                                        sizeof(cph_note),
                                        create,
                                        destroy,
                                        run};

static uint32_t operation_count(void) {
  return 1;
}
static const cph_operation* get_operation(uint32_t index) {
  return index == 0 ? &operation : NULL;
}

CPH_EXPORT extern const cph_plugin_entry certphoto_plugin;
const cph_plugin_entry certphoto_plugin = {sizeof(cph_plugin_entry),
                                           CPH_ABI_MAJOR,
                                           CPH_ABI_MINOR,
                                           "test.misbehaving",
                                           "1.0.0",
                                           "certphoto tests",
                                           "Apache-2.0",
                                           init,
                                           deinit,
                                           operation_count,
                                           get_operation,
                                           NULL};
