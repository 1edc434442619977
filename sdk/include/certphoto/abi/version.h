/* The version of the plugin ABI: the one place that states it; the build and the loader read it here.
 *
 * A plugin loads when its major equals the host's and its minor is not above the host's. Within a major the
 * ABI only grows: at the tail of a struct that begins with `struct_size`, or by an extension id.
 */
#ifndef CERTPHOTO_ABI_VERSION_H
#define CERTPHOTO_ABI_VERSION_H

#define CPH_ABI_MAJOR 1
#define CPH_ABI_MINOR 1

/* True when the struct at `p` was written by a side that knows `member`. */
#define CPH_HAS(p, type, member) ((p)->struct_size >= offsetof(type, member) + sizeof(((type*)0)->member))

#if defined(_WIN32)
#define CPH_EXPORT __declspec(dllexport)
#else
#define CPH_EXPORT __attribute__((visibility("default")))
#endif

#endif
