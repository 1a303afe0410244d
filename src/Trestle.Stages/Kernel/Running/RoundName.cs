namespace Trestle.Stages.Kernel.Running;

/// <summary>
/// How the rounds of a loop appear in the names of shards. The first round has plain names; in the third, the candidate <c>lightgbm</c>
/// is <c>lightgbm.3</c>, and a stage that is not divided has the shard <c>round-3</c>.
/// </summary>
internal static class RoundName
{
    private const string WholePrefix = "round-";

    /// <summary>The shard of a stage that is not divided, in a round.</summary>
    public static string Whole(int round) => round == 1 ? Unit.Whole : $"{WholePrefix}{round}";

    /// <summary>The name of a candidate in a round.</summary>
    public static string Of(string candidate, int round) => round == 1 ? candidate : $"{candidate}.{round}";

    /// <summary>The round of a shard.</summary>
    public static int Round(string shard) =>
        Number(
            shard.StartsWith(WholePrefix, StringComparison.Ordinal) ? shard[WholePrefix.Length..] : shard[(shard.LastIndexOf('.') + 1)..])
            ?? 1;

    /// <summary>The name without its round.</summary>
    public static string Candidate(string shard) =>
        shard.LastIndexOf('.') is > 0 and var dot && Number(shard[(dot + 1)..]) is not null ? shard[..dot] : shard;

    /// <summary>Whether it is the shard of a stage that is not divided.</summary>
    public static bool IsWhole(string shard) => shard == Whole(Round(shard));

    /// <summary>The number of a further round in its printed form; null for anything else.</summary>
    private static int? Number(string text) => int.TryParse(text, out var number) && number > 1 && text == $"{number}" ? number : null;
}
