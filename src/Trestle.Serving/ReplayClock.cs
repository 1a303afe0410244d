using System.Globalization;

using Trestle.Serving.Requests;

namespace Trestle.Serving;

/// <summary>
/// The time of replayed historical data: that of the last request. It never goes back, and before the first request it is the machine's
/// time. It is used only for logging; everything that waits uses the machine's time.
/// </summary>
internal sealed class ReplayClock : TimeProvider
{
    /// <summary>The header with the time of a request, in ISO 8601.</summary>
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
