namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>What an archived segment holds; stands beside its tables.</summary>
public sealed record LogSegment
{
    /// <summary>The host that wrote it, in hexadecimal digits.</summary>
    public required string Host { get; init; }

    /// <summary>Time of the first record, in microseconds since 1970.</summary>
    public required double From { get; init; }

    /// <summary>Time of the last record.</summary>
    public required double To { get; init; }

    /// <summary>The least number of a request; 0 without any.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The greatest number of a request.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Rows that were predicted.</summary>
    public required long Predictions { get; init; }

    /// <summary>Labels that came in.</summary>
    public required long Labels { get; init; }

    /// <summary>Requests that were refused.</summary>
    public required long Refusals { get; init; }

    /// <summary>Bytes at the end that were no whole record: a host that was killed leaves such.</summary>
    public required long Lost { get; init; }

    /// <summary>Number of tables of predictions, one for each set of columns.</summary>
    public required int Tables { get; init; }
}
