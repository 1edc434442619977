// What ThreadSanitizer cannot see of gRPC's promises. gRPC calls a reaction (OnDone, OnCancel) after what led
// to it (the handler, Finish), but orders the two by atomics inside a library that is not built with the
// sanitizer. Nothing in other builds.
#ifndef CERTPHOTO_ENGINE_SERVER_GRPC_ORDER_H
#define CERTPHOTO_ENGINE_SERVER_GRPC_ORDER_H

#if defined(__SANITIZE_THREAD__)
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif

namespace certphoto {

// Before gRPC is given `call`, or told to finish it.
inline void HandToGrpc([[maybe_unused]] void* call) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(call);
#endif
}

// First in a reaction of `call`.
inline void TakeFromGrpc([[maybe_unused]] void* call) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(call);
#endif
}

}  // namespace certphoto

#endif
