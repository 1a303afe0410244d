using System.Collections.Frozen;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>Tables of words, written as a value and its words, separated by ", ".</summary>
internal static class WordTable
{
    public static FrozenDictionary<string, T> Of<T>(StringComparer comparer, params (T Value, string Words)[] lines) => lines
        .SelectMany(line => line.Words.Split(", ").Select(word => KeyValuePair.Create(word, line.Value)))
        .ToFrozenDictionary(comparer);
}
