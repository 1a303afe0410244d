namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>The description of an archived segment, stored next to its tables.</summary>
public sealed record LogSegment
{
    /// <summary>The host that wrote it, in hexadecimal digits.</summary>
    public required string Host { get; init; }

    /// <summary>Time of the first record, in microseconds since 1970.</summary>
    public required double From { get; init; }

    /// <summary>Time of the last record.</summary>
    public required double To { get; init; }

    /// <summary>The smallest request number; 0 without any.</summary>
    public required long FirstSequence { get; init; }

    /// <summary>The largest request number.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Rows that were predicted.</summary>
    public required long Predictions { get; init; }

    /// <summary>Labels that came in.</summary>
    public required long Labels { get; init; }

    /// <summary>Requests that were refused.</summary>
    public required long Refusals { get; init; }

    /// <summary>Bytes at the end that do not form a whole record, as left by a killed host.</summary>
    public required long Lost { get; init; }

    /// <summary>Number of tables of predictions, one for each set of columns.</summary>
    public required int Tables { get; init; }

    /// <summary>The archives that this one stands for; null for the archive of one segment.</summary>
    public IReadOnlyList<string>? Replaces { get; init; }
}
