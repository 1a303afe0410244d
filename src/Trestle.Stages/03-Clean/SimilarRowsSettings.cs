using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Clean;

/// <summary>Rows that are nearly equal.</summary>
public sealed record SimilarRowsSettings
{
    [Setting("Columns that are compared; case, marks and white space do not count.", Example = "[name, street, city]")]
    [MinLength(1)]
    public required IReadOnlyList<string> Columns { get; init; }

    [Setting("Similarity from which two rows are one: the mean over the columns of 1 - edit distance / length.")]
    [Range(0.5, 1.0)]
    public double MinSimilarity { get; init; } = 0.9;

    [Setting("Columns in which rows must be equal to be compared (default: rows are compared that share a rare word, or are neighbours "
        + "in alphabetical order).", Example = "[zip]")]
    public IReadOnlyList<string> BlockBy { get; init; } = [];
}
