using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>Rows whose values occur more than once.</summary>
internal static class Repeats
{
    /// <summary>The number of rows with a value, and the numbers of those that share it, ascending.</summary>
    public static (long Judged, IReadOnlyList<long> Failing) Of(EqualValuesValue found)
    {
        long[] failing = [.. found.Groups().Where(group => group.Rows.Count > 1).SelectMany(group => group.Rows).Select(row => (long)row)];
        Array.Sort(failing);
        return (found.Count, failing);
    }
}
