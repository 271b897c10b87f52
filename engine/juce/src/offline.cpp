#include "offline.h"

#include <juce_audio_formats/juce_audio_formats.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "ensemble.h"
#include "recording.h"

namespace receiver {

namespace {

constexpr double kLongest = 24.0 * 3600.0;
constexpr float kInaudible = 1e-5F;
constexpr double kQuietSeconds = 0.5;

std::unique_ptr<juce::AudioFormatWriter> wavWriter(const juce::File& file, int rate) {
    file.deleteFile();
    auto stream = file.createOutputStream();
    if (stream == nullptr) throw Trouble(3, "cannot write " + file.getFullPathName().toStdString());
    juce::WavAudioFormat format;
    std::unique_ptr<juce::AudioFormatWriter> writer(format.createWriterFor(stream.get(), rate, 2, 32, {}, 0));
    if (writer == nullptr) throw Trouble(3, "cannot write WAV at " + std::to_string(rate) + " Hz");
    stream.release();  // the writer owns it now
    return writer;
}

/** The earliest moment that plays, or zero. */
Micros earliest(const RecordedStream& stream) {
    auto first = std::numeric_limits<Micros>::max();
    for (const auto& order : stream.orders)
        if (const auto* event = std::get_if<Event>(&order))
            if (std::holds_alternative<Note>(event->what)) first = std::min(first, event->at);
    return first == std::numeric_limits<Micros>::max() ? 0 : first;
}

/** Renders until the end that was asked for, or until nothing waits, nothing sounds and the room is quiet. */
Sample renderAll(Ensemble& ensemble, juce::AudioFormatWriter& writer, const OfflineJob& job, Micros origin) {
    juce::AudioBuffer<float> buffer(2, job.block);
    const auto most = static_cast<Sample>(job.seconds.value_or(kLongest) * job.rate);
    const auto enough = static_cast<Sample>(kQuietSeconds * job.rate);
    Sample done = 0, quiet = 0;
    while (done < most && (job.seconds || ensemble.busy() || quiet < enough)) {
        const int frames = static_cast<int>(std::min<Sample>(job.block, most - done));
        ensemble.render(buffer.getWritePointer(0), buffer.getWritePointer(1), frames, {origin, done, job.rate});
        quiet = buffer.getMagnitude(0, frames) < kInaudible ? quiet + frames : 0;
        if (!writer.writeFromAudioSampleBuffer(buffer, 0, frames)) throw Trouble(3, "cannot write: is the disk full?");
        done += frames;
    }
    return done;
}

}  // namespace

std::string renderOffline(const OfflineJob& job) {
    const auto stream = readRecording(job.stream);
    auto lane = std::make_unique<Lane>(stream.orders.size());
    for (const auto& order : stream.orders) {
        lane->put(order);
        lane->collect(1);
    }
    auto ensemble = std::make_unique<Ensemble>(job.rate, std::vector<Lane*>{lane.get()});
    const auto target = juce::File::getCurrentWorkingDirectory().getChildFile(juce::String::fromUTF8(job.wav.c_str()));
    const auto part = target.getSiblingFile(target.getFileName() + ".part");
    auto writer = wavWriter(part, job.rate);
    const Sample frames = renderAll(*ensemble, *writer, job, job.origin.value_or(earliest(stream)));
    writer.reset();
    if (!part.replaceFileIn(target)) throw Trouble(3, "cannot write " + target.getFullPathName().toStdString());
    auto line = std::to_string(ensemble->tally.played) + " notes, " +
                juce::String(static_cast<double>(frames) / job.rate, 3).toStdString() + " s, " + job.wav;
    if (stream.faulty > 0) line += "; passed over what could not be read: " + std::to_string(stream.faulty);
    return line;
}

}  // namespace receiver
