// PhotoService.ProcessStream: many photos in flight over one call.
#ifndef CERTPHOTO_ENGINE_SERVER_PHOTO_STREAM_H
#define CERTPHOTO_ENGINE_SERVER_PHOTO_STREAM_H

#include <deque>
#include <map>
#include <memory>
#include <set>

#include "certphoto/v1/photo_service.grpc.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Owns itself: made by Open, deleted in OnDone. Of its three activities (reading, work, writing) gRPC allows
// one read and one write at a time; what is unanswered is at most the window, and the next read waits for it.
class PhotoStream final : public grpc::ServerBidiReactor<v1::ProcessStreamRequest, v1::ProcessStreamResponse>,
                          public OpenCalls::Member {
 public:
  [[nodiscard]] static PhotoStream* Open(ServiceParts& parts, grpc::CallbackServerContext& context);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Tick(std::chrono::steady_clock::time_point now) override;
  void Drain() override;
  [[nodiscard]] bool is_stream() const override { return true; }

 private:
  class Item;
  struct Outgoing {
    v1::ProcessStreamResponse response;
    Scheduler::Ticket ticket;  // its place is kept until the client has taken the answer
  };

  PhotoStream(ServiceParts& parts, grpc::CallbackServerContext& context);
  ~PhotoStream() override;
  void Answer(Item* item, Outgoing answer);
  // No more is read: the client has said so or has gone, or the service is stopping.
  [[nodiscard]] bool over() const { return half_closed_ || cancelled_ || draining_; }
  // Starts what may be started, or ends the call. May give the lock up, and the object with it.
  void Proceed(std::unique_lock<std::mutex>& lock);

  ServiceParts& parts_;
  grpc::CallbackServerContext& context_;
  Call call_;
  std::mutex mutex_;
  v1::ProcessStreamRequest incoming_;
  std::deque<Outgoing> outgoing_;                 // the first is being written while writing_
  std::map<Item*, std::unique_ptr<Item>> items_;  // read and not yet in outgoing_
  std::set<std::string> ids_;                     // of items_
  std::size_t unanswered_ = 0;                    // read and not yet written
  std::size_t answered_ = 0;
  std::chrono::steady_clock::time_point writing_since_{};
  bool reading_ = false, writing_ = false;
  bool half_closed_ = false, cancelled_ = false, draining_ = false, finished_ = false;
  grpc::Status refused_;
};

}  // namespace certphoto

#endif
