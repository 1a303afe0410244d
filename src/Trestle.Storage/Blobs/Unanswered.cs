namespace Trestle.Storage.Blobs;

/// <summary>Tells a server that did not answer from faults of other kinds: each client library says it in its own way.</summary>
internal static class Unanswered
{
    /// <summary>
    /// Whether a failure means that nothing came back in time: no connection, no answer, or an answer that stopped. Work that was cancelled
    /// by its token has no <see cref="TimeoutException"/> within.
    /// </summary>
    public static bool Is(Exception failure) => failure switch
    {
        TimeoutException => true,
        AggregateException { InnerExceptions: [.., var last] } => Is(last),
        OperationCanceledException { InnerException: { } inner } => Is(inner),
        _ => false,
    };
}
