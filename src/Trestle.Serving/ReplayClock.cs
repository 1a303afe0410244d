using System.Globalization;

using Trestle.Serving.Requests;

namespace Trestle.Serving;

/// <summary>
/// The time of a past that is replayed: what the last request said. It never goes back, and before the first request it is the
/// machine's. Only what is written down goes by it; whatever has to be waited for waits in the machine's time.
/// </summary>
internal sealed class ReplayClock : TimeProvider
{
    /// <summary>The header with the time of a request, as ISO 8601 writes it.</summary>
    public const string Header = "X-Trestle-Time";

    private long ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref ticks) is > 0 and var set ? new DateTimeOffset(set, TimeSpan.Zero) : base.GetUtcNow();

    /// <summary>Takes the time of a request; error TR1938 (400) when its header holds none.</summary>
    public void Follow(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var header))
        {
            return;
        }

        var to = DateTimeOffset.TryParse(header.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcTicks
            : throw new RefusedException(ServeErrors.NoTime(Header));
        var seen = Volatile.Read(ref ticks);
        while (to > seen && Interlocked.CompareExchange(ref ticks, to, seen) is var found && found != seen)
        {
            seen = found;
        }
    }
}
