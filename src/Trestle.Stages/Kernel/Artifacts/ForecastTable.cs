using System.Text.Json.Serialization;

using Trestle.Rows.Keyed;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 5: what later stages need to know of series that are forecast.</summary>
public sealed record ForecastTable
{
    /// <summary>How they are forecast.</summary>
    public required SeriesShape Shape { get; init; }

    /// <summary>The columns that name a series.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>The columns that are known of the past when a forecast is made.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Columns whose values are known only after the forecast: they are no features.</summary>
    public required IReadOnlyList<string> Later { get; init; }

    /// <summary>The column with the unit of MASE.</summary>
    [JsonIgnore]
    public string Spread => Shape.Column(SeriesValue.Spread);

    /// <summary>The column with the steps ahead.</summary>
    [JsonIgnore]
    public string Ahead => Shape.Column(SeriesValue.Ahead);
}
