using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>
/// Adds a column <c>x.km</c>: the distance of two places on the globe in kilometres, by the haversine formula on a sphere of 6,371.0088 km.
/// The second place is in the row, too, or the same for all rows.
/// </summary>
public sealed record Haversine : IRowStep
{
    /// <summary>The step's name in the catalogue.</summary>
    public const string Name = "haversine";

    /// <inheritdoc/>
    [Setting("Columns with latitude and longitude in degrees: of one place with 'to', otherwise of two; must be given.",
        Example = "[from_lat, from_lon, to_lat, to_lon]")]
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>A place that all rows are measured from.</summary>
    [Setting("Latitude and longitude of the place that the distance is to, where it is not in the row.", Example = "[52.52, 13.405]")]
    public IReadOnlyList<double>? To { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<Stat> Needs(RowSchema input) => [];

    /// <inheritdoc/>
    public IFittedStep Fit(RowSchema input, StatValues values)
    {
        var chosen = ColumnChoice.Of(ColumnKind.Number, ColumnChoice.Required(Columns, input, Name), input, Name);
        var named = To is null ? 4 : 2;
        if (chosen.Count != named)
        {
            throw new TrestleException(RowErrors.BadSetting(
                Name, "columns", $"{chosen.Count} columns",
                $"{named} columns: latitude and longitude{(To is null ? " of two places" : "")}"));
        }

        return To is null or [>= -90 and <= 90, >= -180 and <= 180]
            ? new FittedHaversine(chosen, To ?? [])
            : throw new TrestleException(RowErrors.BadSetting(
                Name, "to", $"the place [{string.Join(", ", To)}]", "a latitude from -90 to 90 and a longitude from -180 to 180"));
    }
}

/// <summary>A fitted <see cref="Haversine"/>; no value where a coordinate is none, or no place on the globe.</summary>
public sealed record FittedHaversine(IReadOnlyList<string> Columns, IReadOnlyList<double> To) : IFittedStep
{
    private const double Radius = 6371.0088;

    /// <inheritdoc/>
    public IFittedStep? Narrow(Func<string, bool> has) => Columns.All(has) ? this : null;

    /// <inheritdoc/>
    public BoundStep Bind(RowSchema input)
    {
        if (Columns.Count + To.Count != 4)
        {
            throw new TrestleException(RowErrors.BadPlan($"'{Haversine.Name}' does not have two places"));
        }

        var binder = new StepBinder(input, Haversine.Name);
        int[] positions = [.. Columns.Select(column => binder.Find(column, ColumnKind.Number))];
        return binder.AddFromAll(
            positions, [new Column($"{Columns[0]}.km", ColumnKind.Number)], block => [Distances(block, positions)]).Done();
    }

    private double[] Distances(RowBlock block, int[] positions)
    {
        var distances = new double[block.Rows];
        var latitudes = block.Numbers(positions[0]);
        var longitudes = block.Numbers(positions[1]);
        for (var row = 0; row < distances.Length; row++)
        {
            var (latitude, longitude) = To.Count > 0 ? (To[0], To[1])
                : (block.Numbers(positions[2])[row], block.Numbers(positions[3])[row]);
            distances[row] = Distance(latitudes[row], longitudes[row], latitude, longitude);
        }

        return distances;
    }

    private static double Distance(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        // Written so that NaN is no place.
        if (!(Math.Abs(latitude) <= 90 && Math.Abs(otherLatitude) <= 90 && Math.Abs(longitude) <= 360 && Math.Abs(otherLongitude) <= 360))
        {
            return double.NaN;
        }

        var (north, east) = (Half(otherLatitude - latitude), Half(otherLongitude - longitude));
        var square = (north * north) + (Math.Cos(Radians(latitude)) * Math.Cos(Radians(otherLatitude)) * east * east);
        return 2 * Radius * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }

    private static double Half(double degrees) => Math.Sin(Radians(degrees) / 2);

    private static double Radians(double degrees) => degrees * (Math.PI / 180);
}
