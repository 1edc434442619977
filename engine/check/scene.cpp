#include "engine/check/scene.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <random>

namespace certphoto::check {
namespace {

// Shape of the drawn person, in shares of the picture; any will do as long as picture and facts agree.
constexpr double kCentreX = 0.5, kCentreY = 0.42, kRadiusX = 0.19, kRadiusY = 0.21, kShoulders = 0.72;

bool InPerson(double u, double v) {
  const double dx = (u - kCentreX) / kRadiusX, dy = (v - kCentreY) / kRadiusY;
  return dx * dx + dy * dy < 1 || (v > kShoulders && std::abs(u - kCentreX) < 0.4);
}

struct Colour {
  int r, g, b;
};

Colour PortraitAt(double u, double v) {
  if (!InPerson(u, v)) return {214, 216, 219};
  if (v > kShoulders) return {40, 50, 90};
  const double dx = (u - kCentreX) / kRadiusX, dy = (v - kCentreY) / kRadiusY;
  if (dy < -0.6) return {35, 28, 24};                                                         // hair
  if (std::abs(dy + 0.1) < 0.06 && std::abs(std::abs(dx) - 0.4) < 0.14) return {60, 40, 35};  // eyes
  if (std::abs(dy - 0.5) < 0.04 && std::abs(dx) < 0.3) return {150, 70, 70};                  // mouth
  return {205, 165, 140};
}

class Builder {
 public:
  explicit Builder(const SceneRequest& request) : request_(request), random_(request.seed) {
    scene_.request = request;
  }

  Scene Build() {
    Picture("source.image/1");
    Picture("photo.image/1");
    const double w = request_.width, h = request_.height;
    Numbers<double>("source.info/1", {10}, {w, h, w * h / 4, 1, 1, 1, 0, 300, 3, 92});
    Bytes("source.file/1");
    if (request_.face) Face(w, h);
    for (auto& [id, image] : scene_.images) image->memory->Seal();
    for (auto& [id, tensor] : scene_.tensors) tensor->memory->Seal();
    return std::move(scene_);
  }

 private:
  void Picture(const char* id) {
    auto& image = NewImage(id, CPH_FORMAT_RGB8, 3);
    for (int y = 0; y < request_.height; ++y) {
      auto* row = image.raw.pixels + y * image.raw.stride_bytes;
      for (int x = 0; x < request_.width; ++x) {
        Colour c{0, 0, 0};
        switch (request_.content) {
          case Content::kPortrait:
            c = PortraitAt((x + 0.5) / request_.width, (y + 0.5) / request_.height);
            break;
          case Content::kBlack:
            break;
          case Content::kWhite:
            c = {255, 255, 255};
            break;
          case Content::kNoise: {
            const auto bits = random_();
            c = {int(bits & 255), int(bits >> 8 & 255), int(bits >> 16 & 255)};
          }
        }
        row[3 * x] = static_cast<std::uint8_t>(c.r);
        row[3 * x + 1] = static_cast<std::uint8_t>(c.g);
        row[3 * x + 2] = static_cast<std::uint8_t>(c.b);
      }
    }
  }

  void Matte(const char* id) {
    auto& image = NewImage(id, CPH_FORMAT_GRAY8, 1);
    for (int y = 0; y < request_.height; ++y)
      for (int x = 0; x < request_.width; ++x)
        image.raw.pixels[y * image.raw.stride_bytes + x] =
            InPerson((x + 0.5) / request_.width, (y + 0.5) / request_.height) ? 255 : 0;
  }

  SceneImage& NewImage(const char* id, int format, int channels) {
    auto made = std::make_unique<SceneImage>();
    const auto stride = std::int64_t{request_.width} * channels + request_.padding_bytes;
    // the last row ends with its last pixel: nothing promises padding behind it
    const auto bytes = stride * (request_.height - 1) + std::int64_t{request_.width} * channels;
    made->memory = std::make_unique<Guarded>(id, static_cast<std::size_t>(bytes), request_.padding_fill);
    made->raw.struct_size = sizeof(cph_image);
    made->raw.format = format;
    made->raw.width = request_.width;
    made->raw.height = request_.height;
    made->raw.stride_bytes = stride;
    made->raw.pixels = made->memory->data();
    made->raw.dpi = 300;
    made->raw.placement = {0, 0, 1};
    return *(scene_.images[id] = std::move(made));
  }

  template <class T>
  void Numbers(const char* id, std::initializer_list<std::int64_t> shape, const std::vector<T>& values) {
    auto made = std::make_unique<SceneTensor>();
    made->memory = std::make_unique<Guarded>(id, values.size() * sizeof(T), 0);
    std::memcpy(made->memory->data(), values.data(), values.size() * sizeof(T));
    made->raw.struct_size = sizeof(cph_tensor);
    made->raw.type = std::is_same_v<T, float>    ? CPH_TYPE_F32
                     : std::is_same_v<T, double> ? CPH_TYPE_F64
                                                 : CPH_TYPE_U8;
    made->raw.rank = static_cast<int>(shape.size());
    std::copy(shape.begin(), shape.end(), made->raw.shape);
    made->raw.data = made->memory->data();
    scene_.tensors[id] = std::move(made);
  }

  // Bytes that begin like a JPEG and are none: what an upload may be.
  void Bytes(const char* id) {
    std::vector<std::uint8_t> bytes(4096);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    bytes[0] = 0xff;
    bytes[1] = 0xd8;
    bytes[2] = 0xff;
    Numbers<std::uint8_t>(id, {4096}, bytes);
  }

  void Face(double w, double h) {
    const auto at = [&](double x, double y) {
      return std::pair{float((kCentreX + kRadiusX * x) * w), float((kCentreY + kRadiusY * y) * h)};
    };
    const auto put = [](std::vector<float>& to, std::pair<float, float> p) {
      to.push_back(p.first);
      to.push_back(p.second);
    };
    Matte("person.matte/1");
    Matte("person.mask/1");
    Numbers<float>("person.matte_confidence/1", {1}, {0.9f});
    std::vector<float> box = {at(-1, -0.8).first, at(-1, -0.8).second, float(2 * kRadiusX * w),
                              float(1.8 * kRadiusY * h), 0.95f};
    for (const auto& [x, y] :
         {std::pair{-0.4, -0.1}, {0.4, -0.1}, {0.0, 0.2}, {0.0, 0.5}, {-1.0, 0.0}, {1.0, 0.0}})
      put(box, at(x, y));
    Numbers<float>("face.boxes/1", {1, 17}, box);
    std::vector<float> mesh;
    for (int i = 0; i < 468; ++i) {  // a spiral over the face: no face at all, but every point lies on it
      const double r = std::sqrt((i + 0.5) / 468), angle = 2.399963 * i;
      put(mesh, at(r * std::cos(angle), r * std::sin(angle)));
      mesh.push_back(float((r - 1) * 0.3 * w * kRadiusX));
    }
    Numbers<float>("face.mesh/1", {468, 3}, mesh);
    Numbers<float>("face.mesh_score/1", {1}, {0.98f});
    std::vector<float> eyes;
    for (const double side : {-0.4, 0.4})
      for (int i = 0; i < 76; ++i) {
        put(eyes, at(side + 0.14 * std::cos(0.39 * i), -0.1 + 0.06 * std::sin(0.39 * i)));
        eyes.push_back(0);
      }
    Numbers<float>("face.eyes/1", {2, 76, 3}, eyes);
    std::vector<float> points;
    for (const auto& [x, y] : {std::pair{-0.4, -0.1}, {0.4, -0.1}, {0.0, 0.2}, {-0.3, 0.5}, {0.3, 0.5}})
      put(points, at(x, y));
    Numbers<float>("face.points/1", {5, 2}, points);
    Numbers<float>("face.pose/1", {3}, {1, -2, 0.5f});
    std::vector<float> outline;
    for (const auto& [x, y] : {std::pair{0.0, -1.0}, {0.0, 1.0}, {-1.0, 0.0}, {1.0, 0.0}, {0.0, -0.1}})
      put(outline, at(x, y));
    Numbers<float>("head.outline/1", {5, 2}, outline);
    Numbers<float>("glasses.look/1", {4}, {0.02f, 0.01f, -4, -4.6f});
    Numbers<float>("eyes.state/1", {2, 4}, {0.1f, 0.06f, 0.04f, 3, 0.1f, 0.06f, 0.04f, 3});
    std::vector<float> patch(16 * 32 * 3);
    for (std::size_t i = 0; i < patch.size(); ++i) patch[i] = float(i % 3 == 0 ? 55 : 12);
    Numbers<float>("mouth.patch/1", {16, 32, 3}, patch);
    Numbers<float>("face.blur/1", {2}, {0.01f, 0.01f});
    Numbers<float>("face.embedding/1", {512}, std::vector<float>(512, float(1 / std::sqrt(512.0))));
    Numbers<double>("photo.geometry/1", {8}, {0, 0, w, h, 480 / w, 480, std::round(480 * h / w), 0});
    Bytes("export.file/1");
    Numbers<double>("export.info/1", {5}, {90, 0, 4096, 300, 1});
  }

  SceneRequest request_;
  std::mt19937_64 random_;
  Scene scene_;
};

}  // namespace

Scene MakeScene(const SceneRequest& request) {
  return Builder(request).Build();
}

}  // namespace certphoto::check
