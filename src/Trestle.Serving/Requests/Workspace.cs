using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Serving.Codecs;

namespace Trestle.Serving.Requests;

/// <summary>What one thread needs to turn the bytes of a request into scores of one model; reused for each request.</summary>
internal sealed class Workspace(Scorer scorer, RequestSchema numbers, RequestSchema texts)
{
    private readonly RequestRows numberRows = new(numbers);
    private readonly RequestRows textRows = new(texts);

    /// <summary>Scores the rows of a body. A refusal is thrown; so are scores that are not numbers.</summary>
    public Scored Score(IBodyDecoder decoder, ReadOnlySpan<byte> body)
    {
        var rows = decoder.BringsNumbers ? numberRows : textRows;
        try
        {
            decoder.Decode(WithoutMark(body), rows);
            rows.Check();
            var inputs = rows.Block();
            var scores = scorer.Score(inputs);
            RequireFinite(scores);
            return new Scored(rows, inputs, scores);
        }
        catch
        {
            rows.Reset();
            throw;
        }
    }

    private static void RequireFinite(Scores scores)
    {
        for (var i = 0; i < scores.Values.Length; i++)
        {
            if (!double.IsFinite(scores.Values[i]))
            {
                throw new RefusedException(ServeErrors.NoScore(i / scores.Outputs));
            }
        }
    }

    /// <summary>The body without a byte order mark.</summary>
    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;
}

/// <summary>The rows of a request and their scores; valid on the thread that scored them, until disposed.</summary>
internal readonly ref struct Scored(RequestRows asked, RowBlock inputs, Scores scores)
{
    /// <summary>What the request asks for.</summary>
    public RequestRows Asked { get; } = asked;

    /// <summary>The columns of the contract as received.</summary>
    public RowBlock Inputs { get; } = inputs;

    /// <summary>The scores.</summary>
    public Scores Scores { get; } = scores;

    /// <summary>Frees the workspace for the next request.</summary>
    public void Dispose() => Asked.Reset();
}
