using Trestle.Rows.PredictionLogs;

namespace Trestle.Stages.Kernel.PredictionLogs;

/// <summary>Predictions of one schema as logged: column by column, each with <see cref="Count"/> rows.</summary>
public sealed record LoggedBlock
{
    /// <summary>When each row was answered, in microseconds since 1970.</summary>
    public required double[] At { get; init; }

    /// <summary>The host of each row, in hexadecimal digits.</summary>
    public required string?[] Hosts { get; init; }

    /// <summary>The request of each row, numbered per host.</summary>
    public required double[] Sequences { get; init; }

    /// <summary>The row in its request.</summary>
    public required double[] Rows { get; init; }

    /// <summary>The version that answered.</summary>
    public required double[] Versions { get; init; }

    /// <summary>0 live, 1 canary, 2 shadow.</summary>
    public required double[] Roles { get; init; }

    /// <summary>Microseconds that the row's request took.</summary>
    public required double[] Microseconds { get; init; }

    /// <summary>The columns of the requests.</summary>
    public required RowBlock Inputs { get; init; }

    /// <summary>The scores, one array per output.</summary>
    public required IReadOnlyList<double[]> Scores { get; init; }

    /// <summary>Number of rows.</summary>
    public int Count => Inputs.Rows;

    /// <summary>The id of a row's prediction.</summary>
    public PredictionId Id(int row) => new(Convert.ToUInt64(Hosts[row], 16), (long)Sequences[row], (int)Rows[row]);

    /// <summary>The rows at the given positions.</summary>
    public LoggedBlock Take(int[] rows) => new()
    {
        At = Pick(At, rows),
        Hosts = Array.ConvertAll(rows, row => Hosts[row]),
        Sequences = Pick(Sequences, rows),
        Rows = Pick(Rows, rows),
        Versions = Pick(Versions, rows),
        Roles = Pick(Roles, rows),
        Microseconds = Pick(Microseconds, rows),
        Inputs = Inputs.Take(rows),
        Scores = [.. Scores.Select(output => Pick(output, rows))],
    };

    private static double[] Pick(double[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);
}
