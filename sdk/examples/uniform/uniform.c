/* uniform.colour: do the clothes have the colour of the school's uniform? In plain C.
 *
 * Looks at the strip between the chin and the lower edge of the photo, as wide as the face, where the matte
 * says person. The parameters give the colour in sRGB. */
#include <certphoto/abi/plugin.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

static const cph_host* host;

static cph_status init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
static void deinit(void) {}

typedef struct {
  double l, a, b;
} lab;

static double linear(double level) {
  const double v = level / 255;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}
static double curve(double t) {
  return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/* sRGB (IEC 61966-2-1) to CIE L*a*b* under D65. */
static lab to_lab(double red, double green, double blue) {
  const double r = linear(red), g = linear(green), b = linear(blue);
  const double x = curve((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const double y = curve(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
  const double z = curve((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
  const lab out = {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  return out;
}

/* An instance is the colour that is looked for. */
static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  lab* wanted = malloc(sizeof *wanted);
  if (wanted == NULL || count != 3) {
    free(wanted);
    host->set_error(call, "out of memory");
    return CPH_E_LIMIT;
  }
  *wanted = to_lab(values[0].number, values[1].number, values[2].number);
  *instance = wanted;
  return CPH_OK;
}
static void destroy(void* instance) {
  free(instance);
}

typedef struct {
  int left, top, right, bottom; /* px of the picture */
} strip;

static int clamp(double value, int most) {
  return value < 0 ? 0 : value > most ? most : (int)value;
}

/* Below the chin, between the cheeks; `outline` is head.outline/1 in source pixels. */
static strip clothes(const cph_image* picture, const float* outline) {
  const cph_placement* p = &picture->placement;
  strip s;
  s.left = clamp((outline[4] - p->origin_x) * p->scale, picture->width);
  s.right = clamp((outline[6] - p->origin_x) * p->scale, picture->width);
  /* a third of a head below the chin the collar has ended */
  s.top = clamp((outline[3] + (outline[3] - outline[1]) / 3 - p->origin_y) * p->scale, picture->height);
  s.bottom = picture->height;
  return s;
}

static cph_status run(void* instance, cph_call* call) {
  const lab* wanted = instance;
  cph_fact photo = {sizeof photo, NULL, NULL}, matte = {sizeof matte, NULL, NULL},
           head = {sizeof head, NULL, NULL};
  cph_status status = host->fact_get(call, "source.image/1", &photo);
  if (status == CPH_OK) status = host->fact_get(call, "person.matte/1", &matte);
  if (status == CPH_OK) status = host->fact_get(call, "head.outline/1", &head);
  if (status != CPH_OK) return status;

  const strip s = clothes(photo.image, head.tensor->data);
  double sum[3] = {0, 0, 0}, count = 0;
  for (int y = s.top; y < s.bottom; ++y) {
    if (y % 64 == 0 && host->cancelled(call)) return CPH_E_CANCELLED;
    const uint8_t* row = photo.image->pixels + y * photo.image->stride_bytes;
    const uint8_t* opacity =
        y < matte.image->height ? matte.image->pixels + y * matte.image->stride_bytes : NULL;
    for (int x = s.left; x < s.right && opacity != NULL && x < matte.image->width; ++x) {
      if (opacity[x] < 250) continue;
      for (int c = 0; c < 3; ++c) sum[c] += row[3 * x + c];
      ++count;
    }
  }

  const cph_placement* p = &photo.image->placement;
  const double corners[] = {s.left / p->scale + p->origin_x, s.top / p->scale + p->origin_y,
                            s.right / p->scale + p->origin_x, s.bottom / p->scale + p->origin_y};
  const cph_region region = {sizeof region, 2, corners, "clothes"};
  cph_finding finding = {sizeof finding,
                         CPH_VERDICT_INCONCLUSIVE,
                         "uniform.colour",
                         NAN,
                         "delta_e",
                         NAN,
                         NAN,
                         NAN,
                         NULL,
                         &region,
                         1,
                         sizeof region,
                         NULL,
                         0,
                         sizeof(cph_note_arg)};
  status = host->threshold(call, "uniform.colour", "delta_e_max", &finding.limit_max);
  if (status != CPH_OK) return status;
  if (count < 100) { /* nothing below the chin to be seen */
    finding.note = "unseen";
    return host->finding_add(call, &finding);
  }
  const lab seen = to_lab(sum[0] / count, sum[1] / count, sum[2] / count);
  finding.value = sqrt(pow(seen.l - wanted->l, 2) + pow(seen.a - wanted->a, 2) + pow(seen.b - wanted->b, 2));
  finding.verdict = finding.value <= finding.limit_max ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
  if (finding.verdict == CPH_VERDICT_FAIL) finding.note = "other_colour";
  return host->finding_add(call, &finding);
}

static const char* const needs[] = {"source.image/1", "person.matte/1", "head.outline/1", NULL};
static const char* const thresholds[] = {"delta_e_max", NULL};
static const cph_rule_use rules[] = {{"uniform.colour", thresholds}};
static const cph_note notes[] = {{"other_colour", "衣服颜色与校服不符（色差 {value}）",
                                  "the clothes do not have the colour of the uniform (difference {value})"},
                                 {"unseen", "照片中看不到衣服", "the clothes are not in the photo"}};
static const cph_param params[] = {
    {"red", CPH_PARAM_INT, 0, 30, 0, 255, NULL, NULL, NULL, "Red of the uniform, sRGB"},
    {"green", CPH_PARAM_INT, 0, 45, 0, 255, NULL, NULL, NULL, "Green of the uniform, sRGB"},
    {"blue", CPH_PARAM_INT, 0, 100, 0, 255, NULL, NULL, NULL, "Blue of the uniform, sRGB"}};
static const cph_operation operation = {sizeof operation,
                                        CPH_KIND_CHECK,
                                        CPH_INSTANCE_SERIAL,
                                        "uniform.colour",
                                        "Colour of the clothes against the school's uniform",
                                        needs,
                                        NULL,
                                        NULL,
                                        NULL,
                                        params,
                                        3,
                                        sizeof(cph_param),
                                        rules,
                                        1,
                                        sizeof(cph_rule_use),
                                        notes,
                                        2,
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
                                           "example.uniform",
                                           "1.0.0",
                                           "certphoto",
                                           "Apache-2.0",
                                           init,
                                           deinit,
                                           operation_count,
                                           get_operation,
                                           NULL};
