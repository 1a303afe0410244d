using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.Requests;

/// <summary>What one thread needs to turn the bytes of a request into scores of one model; reused for each request.</summary>
internal sealed class Workspace(Scorer scorer, RequestSchema numbers, RequestSchema texts)
{
    private readonly RequestRows numberRows = new(numbers);
    private readonly RequestRows textRows = new(texts);
    private readonly LookedUp lookedUp = new(scorer, numbers);

    /// <summary>Scores the rows of a body. A refusal is thrown; so are scores that are not numbers.</summary>
    public Scored Score(IBodyDecoder decoder, ReadOnlySpan<byte> body)
    {
        var rows = decoder.BringsNumbers ? numberRows : textRows;
        try
        {
            decoder.Decode(WithoutMark(body), rows);
            while (true)
            {
                rows.Check();
                var sound = Sound(rows);
                var inputs = sound is null ? rows.Block() : rows.Block().Take(sound);
                var scores = scorer.Score(inputs);
                if (AreFinite(scores, rows, sound) & lookedUp.AreFound(scores, rows, sound))
                {
                    lookedUp.Flag(scores, rows, sound);
                    return new Scored(rows, inputs, scores, sound);
                }
            }
        }
        catch (RefusedException refused) when (rows.Rows > 1)
        {
            var all = refused.Of(rows.Rows);
            rows.Reset();
            throw all;
        }
        catch
        {
            rows.Reset();
            throw;
        }
    }

    /// <summary>The rows without a fault; null when all are.</summary>
    private static int[]? Sound(RequestRows rows) =>
        rows.Faults.Rows == 0 ? null : [.. Enumerable.Range(0, rows.Rows).Where(row => !rows.Faults.Has(row))];

    /// <summary>Whether all scores are finite; a row with another score gets a fault.</summary>
    private static bool AreFinite(Scores scores, RequestRows rows, int[]? sound)
    {
        var finite = true;
        for (var i = 0; i < scores.Values.Length; i++)
        {
            if (!double.IsFinite(scores.Values[i]))
            {
                var row = i / scores.Outputs;
                rows.Refuse(ServeErrors.NoScore(sound is null ? row : sound[row]));
                finite = false;
            }
        }

        return finite;
    }

    /// <summary>The body without a byte order mark.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;
}

/// <summary>
/// The rows of a request and the scores of those that can be answered; valid on the thread that scored them, until disposed.
/// </summary>
internal readonly ref struct Scored(RequestRows asked, RowBlock inputs, Scores scores, int[]? sound)
{
    /// <summary>What the request asks for.</summary>
    public RequestRows Asked { get; } = asked;

    /// <summary>The columns of the contract as received, of the answered rows.</summary>
    public RowBlock Inputs { get; } = inputs;

    /// <summary>The scores of the answered rows.</summary>
    public Scores Scores { get; } = scores;

    /// <summary>The numbers of the answered rows in the request; null when all are answered.</summary>
    public int[]? Sound { get; } = sound;

    /// <summary>Frees the workspace for the next request.</summary>
    public void Dispose() => Asked.Reset();
}
